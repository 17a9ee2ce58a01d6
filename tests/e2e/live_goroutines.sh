#!/usr/bin/env bash
# live_goroutines.sh - goroutines read out of the process are those that its own endpoint prints, byte
# for byte; a program that serves nothing yields them, too; and under churn no stack is made up.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/lib/go.sh
. "$top/tests/lib/go.sh"

start_zoo() { # NAME PROGRAM [ARGUMENT...]. Sets zoo_pid; its words go to ./NAME.log.
    local name=$1 try
    shift
    "$@" >"$name.log" 2>&1 </dev/null &
    zoo_pid=$!
    started+=("$zoo_pid")
    for ((try = 0; try < 200; try++)); do
        grep -qs '^listening' "$name.log" && return 0
        sleep 0.05
    done
    say_failed "$name did not start"
    return 1
}

collect_goroutines() { # NAME CODES [OPTION...]
    local name=$1 codes=$2
    shift 2
    run "$codes" "$COLLECT" -q --only go.live,go.goroutine.debug2,go.goroutine.debug1 "$@" -o "$name.tgz" "$zoo_pid"
    unpack "$name.tgz" "$name"
    end_target "$zoo_pid"
}

# Goroutines whose text is the same in both dumps, those that differ, and those that one lacks. What the
# request itself makes is not in ours; words of a frame that are out of date ("0x1?") may differ.
compare() { # OURS THEIRS -> "SAME DIFFERENT MISSING"
    awk 'BEGIN { RS = ""; FS = "\n" }
        { gsub(/0x[0-9a-f]+\?/, "?"); split($1, word, " "); id = word[2] }
        FNR == NR { ours[id] = $0; next }
        !(id in ours) { if (!/net\/http|pprof/) missing++; next }
        ours[id] == $0 { same++; next }
        { different++; print ours[id] "\n---\n" $0 > "/dev/stderr" }
        END { print same + 0, different + 0, missing + 0 }' "$1" "$2"
}

same_as_endpoint() { # NAME
    local same different missing
    read -r same different missing < <(compare "$1/40-go/live-goroutines.txt" "$1/40-go/goroutine-debug2.txt" 2>"$1.diff")
    # the one that accepts connections, and the one that is running, have moved on by then
    check "$1: $same goroutines are the same" test "$same" -ge 150
    check "$1: $different goroutines differ: $(head -c 600 "$1.diff")" test "$different" -le 2
    check "$1: $missing goroutines are missing" test "$missing" -eq 0
    json "$1/40-go/live.json" '.goroutines.unstable == 0 and .goroutines.stack_incomplete == 0 and
        .layout.version_known and .layout.fields_corrected == 0 and .found.goroutine_list_candidates == 1'
}

for build in plain stripped pie; do
    case $build in
    plain) options=() ;;
    stripped) options=("-ldflags=-s -w") ;;
    pie) options=(-buildmode=pie "-ldflags=-s -w") ;;
    esac
    go_build "$top" zoo "$work/zoo-$build" -tags pprof "${options[@]}" || continue
    start_zoo "$build" "$work/zoo-$build" -each 10 || continue
    collect_goroutines "$build" "0 1"
    same_as_endpoint "$build"
done

# nobody serves anything: all of it all the same, and channels tell one leak from many
start_zoo bare "$TARGETS/zoo" -each 3 -workers 40 || finish
collect_goroutines bare "0 1"
json bare/manifest.json '[.artifacts[] | select(.id | startswith("go.live.")) | select(.id == "go.live.goroutines" or
    .id == "go.live.channels" or .id == "go.live.summary") | .status] == ["ok", "ok", "ok"]'
check "the stack of main" grep -q '^main\.main()$' bare/40-go/live-goroutines.txt
# 40 of them wait on one channel
check "the workers share a channel" test \
    "$(awk -F'\t' 'NR > 1 {n[$2]++} END {for (c in n) if (n[c] >= 40) most++; print most + 0}' bare/40-go/live-channels.tsv)" -eq 1

# goroutines are born and die all the time: every stack is whole, or marked
start_zoo churn "$TARGETS/zoo" -each 3 -churn 50 -garbage || finish
collect_goroutines churn "0 1"
json churn/40-go/live.json '.stacks.complete + .goroutines.running_without_stack + .goroutines.unstable +
    .stacks.shortened == .goroutines.written and .goroutines.stack_incomplete == 0'

# its running goroutines get a stack when their threads may be held; on a busy machine one may not stop in time
for try in 1 2 3; do
    start_zoo held "$TARGETS/zoo" -each 3 -spin || finish
    collect_goroutines held "0 1" --briefly-stop
    jq -e '.held.threads >= 1' held/40-go/live.json >/dev/null && break
done
json held/40-go/live.json '.held.threads >= 1 and .goroutines.stack_incomplete == 0'

# not wanted
start_zoo never "$TARGETS/zoo" -each 1 || finish
run "0 1" "$COLLECT" -q --only go.live,process.stat --live never -o never.tgz "$zoo_pid"
unpack never.tgz never
json never/manifest.json '[.artifacts[] | select(.id | startswith("go.live.")) | .status] | unique == ["skipped"]'
run 2 "$COLLECT" -q --live perhaps "$zoo_pid"
finish
