#!/usr/bin/env bash
# live_heap.sh - a Go process whose pprof is not served yields its heap profile and its numbers all the
# same, read from its memory; one without any profiling yields its numbers and its objects by size; and
# what is sampled once a second is what the process says itself.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Starts a zoo that answers commands. Sets zoo_pid; its words go to ./NAME.log.
start_zoo() { # NAME PROGRAM [ARGUMENT...]
    local name=$1 try
    shift
    mkfifo "$name.in"
    : >"$name.log"
    "$@" <"$name.in" >"$name.log" 2>&1 &
    zoo_pid=$!
    started+=("$zoo_pid")
    exec {zoo_in}>"$name.in"
    for ((try = 0; try < 200; try++)); do
        grep -q '^listening' "$name.log" && return 0
        sleep 0.05
    done
    say_failed "$name did not start"
    return 1
}

ask() { # NAME COMMAND -> its answer
    local before try
    before=$(wc -l <"$1.log")
    echo "$2" >&"$zoo_in"
    for ((try = 0; try < 100; try++)); do
        (($(wc -l <"$1.log") > before)) && tail -n 1 "$1.log" && return 0
        sleep 0.02
    done
    return 1
}

collect_live() { # NAME
    ask "$1" memstats >"$1.said"
    run 0 "$COLLECT" -q --only go.live.,samples -o "$1.tgz" "$zoo_pid"
    unpack "$1.tgz" "$1"
    exec {zoo_in}>&-
    end_target "$zoo_pid"
}

same_numbers() { # NAME: what we read is what it said
    local said
    said=$(cat "$1.said")
    json "$1/40-go/live-memstats.json" '.HeapAlloc == $said.heap_alloc and .HeapObjects == $said.heap_objects and
        .NumGC == $said.num_gc and .NextGC == $said.next_gc and .LastGC == $said.last_gc and
        .StackInuse == $said.stack_inuse and .HeapInuse == $said.heap_inuse and .absent == []' \
        --argjson said "$said" || cat "$1.said" "$1/40-go/live-memstats.json"
    checks=$((checks + 1))
    grep -q ",$(jq .heap_alloc "$1.said"),$(jq .heap_inuse "$1.said"),[1-9][0-9]*," "$1/60-samples/samples.csv" ||
        say_failed "$1: the samples do not say its heap: $(cat "$1/60-samples/samples.csv")"
}

status_is() { # NAME ID STATUS
    json "$1/manifest.json" '.artifacts[] | select(.id == $id) | .status == $status' --arg id "$2" --arg status "$3"
}

# pprof is linked in, as in most programs, but nobody listens
start_zoo silent "$TARGETS/zoo_pprof" -listen off -contention -chunks 20 || finish
collect_live silent
same_numbers silent
for profile in heap heap-latest block mutex; do
    status_is silent "go.live.$profile" ok
    gzip -dc "silent/40-go/live-$profile.pb.gz" >"silent-$profile.pb"
done
check "the heap profile names who allocated" contains silent-heap.pb main.keepChunk main.chunk
check "what the next collection will publish is there, too" contains silent-heap-latest.pb main.keepChunk
check "the blocking profile names who waited" contains silent-block.pb main.contender
check "the mutex profile names who held" contains silent-mutex.pb main.contender

# no profiling at all
start_zoo bare "$TARGETS/zoo" -nodes 5000 || finish
collect_live bare
same_numbers bare
status_is bare go.live.heap unsupported
json bare/manifest.json '.artifacts[] | select(.id == "go.live.heap") | .reason | contains("live-memstats.json")'
json bare/40-go/live-memstats.json '[.size_classes[] | select(.size == 208 and .pointers)][0].objects >= 5000'
json bare/40-go/live-memstats.json '.spans.complete and (.spans.bytes - .HeapAlloc | fabs) < 65536'

# not a Go program: a word, no gap
"$TARGETS/plain" >plain.log 2>&1 </dev/null &
started+=($!)
run 0 "$COLLECT" -q --only go.live.,process.stat -o plain.tgz $!
unpack plain.tgz plain
for id in heap heap-latest block mutex memstats; do
    status_is plain "go.live.$id" unsupported
done

# the report takes what was read from memory where pprof tells nothing, and names it; of ten MiB a profile sees
# five to seventeen
run 0 "$REPORT" -q -o silent.json -o silent.md silent.tgz
json silent.json '.metrics["go.memstats.heap_alloc"].a == $said.heap_alloc and .metrics["go.memstats.num_gc"].a == $said.num_gc and
    .metrics["go.heap.inuse_space"].a > 3000000' --argjson said "$(cat silent.said)"
check "the report names the members" contains silent.md 40-go/live-heap.pb.gz main.keepChunk
finish
