#!/usr/bin/env bash
# The program that is watched is stopped, goes on, is killed and started anew.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/e2e/watch_lib.sh
. "$top/tests/e2e/watch_lib.sh"

# ---- it is stopped, goes on, and dies: the watch ends with what is left ----
start_target first.log "$TARGETS/leaky" -none -dir . || exit 1
first=$target_pid
start_watch once "$first"
await_event once $'^bundle\t.*baseline$'
kill -STOP "$first"
await_event once $'^stopped\t'
kill -CONT "$first"
await_event once $'^continued\t'
check 'it stood still once' test "$(events once | cut -f3 | grep -cx stopped)" -eq 1
kill -KILL "$first"
await_watch
await_event once $'^exit\t[0-9]+\t\tleaky\t(signal 9|how is not known)' 1
await_event once $'^end\t[0-9]+\t\t\texit' 1
check 'a bundle of what is left' has_bundle once exit
check 'the log is whole' is_whole once
check 'the bundles are whole' bundles_are_whole once
check 'report reads it' "$REPORT" -q -o exit.md "$(compgen -G 'once/*-exit.tgz')"

# ---- a bundle that takes long ends when it is asked to, and with the watch ----
start_target slow.log "$TARGETS/leaky" -none -dir . || exit 1
slow=$target_pid
job_of() { # PID of a watch
    pgrep -P "$1" | head -n 1
}
start_slow() { # FOLDER: its baseline takes half a minute
    "$COLLECT" -q --watch --seconds 30 --every 0.25 -o "$1" "$slow" >"$1.out" 2>"$1.err" </dev/null &
    watch_pid=$!
    started+=("$watch_pid")
    await_event "$1" $'^start\t'
    sleep 1.5
    job=$(job_of "$watch_pid")
    check 'the baseline is being taken' test -n "$job"
}
start_slow asked_to_end
began=$SECONDS
kill -TERM "$watch_pid"
await_watch
check 'SIGTERM ends it soon' test $((SECONDS - began)) -le 8
check 'with what there is of the baseline' has_bundle asked_to_end baseline
check 'and a last bundle' has_bundle asked_to_end end
start_slow orphaned
kill -KILL "$watch_pid"
wait "$watch_pid" 2>/dev/null
for ((try = 0; try < 80; try++)); do
    kill -0 "$job" 2>/dev/null || break
    sleep 0.1
done
check 'SIGKILL of the watch ends it, too' test "$try" -lt 80
end_target "$slow"

# ---- it stands still from the start: what the kernel knows is taken, and nothing waits for it ----
start_target still.log "$TARGETS/leaky" -none -dir . || exit 1
kill -STOP "$target_pid"
start_watch still --for 3s "$target_pid"
await_event still $'^bundle\t.*end$' 30
await_watch
check 'it is said to stand still' test -n "$(events still | cut -f3 | grep -x stopped)"
check 'rows are written all the same' test "$(grep -c . still/mem-*.log)" -ge 8
check 'with its memory' test "$(last_value still rss_bytes)" -gt 1000000
check 'both bundles are whole' bundles_are_whole still
kill -CONT "$target_pid"
end_target "$target_pid"

# ---- with --follow its successor is watched ----
cp "$TARGETS/leaky" follower # other tests may start leaky at the same time
start_target second.log ./follower -none -dir . || exit 1
second=$target_pid
start_watch follow --follow --when exit "$second"
await_event follow $'^bundle\t.*baseline$'
end_target "$second"
await_event follow $'^exit\t'
await_event follow $'^trigger\t.*exit'
await_event follow $'^bundle\t.*exit$'
cp "$TARGETS/leaky" newer && mv newer follower # an update: another file of that name
start_target third.log ./follower -none -dir . || exit 1
third=$target_pid
await_event follow $'^restart\t'"$third"$'\t'"$second"$'\tfollower'
await_event follow $'^bundle\t.*restart$'
before=$(wc -l <"$(compgen -G 'follow/mem-*.log')")
sleep 1
check 'samples go on' test "$(wc -l <"$(compgen -G 'follow/mem-*.log')")" -gt "$before"
kill -INT "$watch_pid"
await_watch
await_event follow $'^end\t[0-9]+\t\t\tinterrupted' 1
check 'the rows name the new process' test "$(last_value follow pid)" = "$third"
check 'its heap is read, too' test "$(awk -F, -v p="$third" '$17 == p && $2 != ""' follow/mem-*.log | wc -l)" -gt 0
check 'one log for both' is_whole follow
check 'the bundles of both are whole' bundles_are_whole follow
check 'no bundle is left over' nothing_else_in follow

# ---- what the dead process was like does not restrain the bundles after it ----
start_target fourth.log ./follower -none -dir . || exit 1
fourth=$target_pid
start_watch calm --follow --when 'fds.total>1 dangerous 2' --when exit "$fourth"
await_event calm $'^bundle\t.*trigger$'
kill -KILL "$fourth"
await_event calm $'^bundle\t.*exit$'
kill -INT "$watch_pid"
await_watch
for occasion in trigger:true exit:false end:false; do
    tar -xzOf "$(compgen -G "calm/*-${occasion%:*}.tgz")" --wildcards '*/00-bundle.json' >calm.json
    json calm.json ".watch.cheap == ${occasion#*:}"
done

# ---- whoever has the address of a dead process is not asked in its place ----
cp "$TARGETS/zoo_pprof" follower-zoo
start_target fifth.log ./follower-zoo -each 0 -deep 0 -for 2m -mark fifth -requests || exit 1
fifth=$target_pid fifth_url=$target_url
start_watch named --follow --when exit --pprof "$fifth_url" "$fifth"
await_event named $'^bundle\t.*baseline$'
kill -KILL "$fifth"
start_target other.log "$TARGETS/leaky" -none -dir . -for 2m -listen "${fifth_url#http://}" || exit 1
other=$target_pid
await_event named $'^bundle\t.*exit$'
start_target sixth.log ./follower-zoo -each 0 -deep 0 -for 2m -mark sixth -requests || exit 1
await_event named $'^bundle\t.*restart$'
kill -INT "$watch_pid"
await_watch
for occasion in baseline exit restart; do
    tar -xzOf "$(compgen -G "named/*-$occasion.tgz")" --wildcards '*/manifest.json' |
        jq -r '.artifacts[] | select(.id == "go.index") | "\(.status) \(.reason)"' >"$occasion.index"
done
check 'it was asked itself' grep -q '^ok' baseline.index
check 'after its end nobody is' grep -q '^failed the process ended' exit.index
check 'nor is another process' grep -q "^failed its address belongs to process $other, not to process $target_pid" restart.index

# ---- in another network namespace its address is found anew for each bundle ----
if [[ $(id -u) == 0 ]] && unshare --net ip link set lo up 2>/dev/null; then
    start_target inside.log unshare --net -- bash -c 'ip link set lo up; exec "$@"' bash \
        "$TARGETS/leaky" -none -dir . -for 2m || exit 1
    start_watch inside --for 3s --when 'fds.total>1' "$target_pid"
    await_watch
    for bundle in inside/*.tgz; do
        tar -xzOf "$bundle" --wildcards '*/manifest.json' >inside.json
        json inside.json '.artifacts[] | select(.id == "go.heap") | .status == "ok"'
    done
fi

# ---- heap and goroutines from its server, where they may not be read otherwise ----
third_url=$(sed -n 's/^listening //p' third.log)
for given in "$third" "$third_url"; do
    asked=asked-by-${given%%[:0-9]*}
    start_watch "$asked" --live never --for 20s "$given"
    await_event "$asked" $'^reader\t[0-9]+\t\tnone\t.*live never'
    await_event "$asked" $'^reader\t[0-9]+\t\tpprof'
    sleep 2.5
    kill -INT "$watch_pid"
    await_watch
    check 'the server tells goroutines' test "$(last_value "$asked" goroutines)" -gt 0
    check 'once a second' test "$(cut -d, -f4 "$asked"/mem-*.log | grep -c '^[0-9]')" -ge 2
    check 'and the heap' test "$(last_value "$asked" heap_inuse_bytes)" -gt 0 -a "$(last_value "$asked" num_gc)" -gt 0
    check 'which is dear' test "$(cut -d, -f3 "$asked"/mem-*.log | grep -c '^[0-9]')" -eq 1
done

# ---- a process that is no Go program ----
"$TARGETS/plain" 60 >/dev/null &
plain_pid=$!
started+=("$plain_pid")
start_watch plain --for 2s "$plain_pid"
await_watch
await_event plain $'^reader\t[0-9]+\t\tnone\t.' 1
check 'without a heap the cells are empty, not 0' test -z "$(last_value plain heap_alloc_bytes)"
check 'memory is there' test -n "$(last_value plain rss_bytes)"
finish
