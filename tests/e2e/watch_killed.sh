#!/usr/bin/env bash
# A watch is killed with SIGKILL at any moment, fifty times, half of the time with the process that
# takes a bundle: the log, the events and each finished bundle are whole.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/e2e/watch_lib.sh
. "$top/tests/e2e/watch_lib.sh"

ROUNDS=50
start_target leaky.log "$TARGETS/leaky" -fds 50 -goroutines 50 -heap 1M -for 5m || exit 1

gone() { # PID...: within ten seconds
    local pid try
    for pid; do
        for ((try = 0; try < 100; try++)); do
            kill -0 "$pid" 2>/dev/null || continue 2
            sleep 0.1
        done
        return 1
    done
}

rows=0 bundles=0 unfinished=0
RANDOM=20261125
for ((round = 1; round <= ROUNDS; round++)); do
    folder=night-$round
    "$COLLECT" -q --watch --quick --every 0.1 --when 'fds.total grows 5 in 10s cooldown 0.1s' -o "$folder" \
        "$target_pid" >/dev/null 2>&1 </dev/null &
    watch_pid=$!
    for ((try = 0; try < 100; try++)); do # its files are there
        compgen -G "$folder/mem-*.events.tsv" >/dev/null && break
        sleep 0.05
    done
    sleep "$((RANDOM % 2)).$((RANDOM % 10))$((RANDOM % 10))"
    mapfile -t jobs < <(pgrep -P "$watch_pid")
    kill -KILL "$watch_pid"
    ((round % 2)) && ((${#jobs[@]})) && kill -KILL "${jobs[@]}" 2>/dev/null
    wait "$watch_pid" 2>/dev/null
    check "round $round: what took a bundle ends" gone "${jobs[@]}"
    check "round $round: the log is whole" is_whole "$folder"
    check "round $round: nothing else is left" nothing_else_in "$folder"
    finished=("$folder"/*.tgz)
    [[ -e ${finished[0]} ]] || finished=()
    if ((${#finished[@]})); then
        run 0 "$REPORT" -q --verify "${finished[@]}"
    fi
    rows=$((rows + $(cat "$folder"/mem-*.log | wc -l) - 1))
    bundles=$((bundles + ${#finished[@]}))
    unfinished=$((unfinished + (${#jobs[@]} > 0)))
done
echo "$ROUNDS watches killed: $rows rows, $bundles bundles, $unfinished while one was being taken"
check 'some were killed while a bundle was being taken' test "$unfinished" -ge 5
check 'some had bundles' test "$bundles" -ge 10
check 'report reads what is left' "$REPORT" -q -o left.md "night-$ROUNDS"
finish
