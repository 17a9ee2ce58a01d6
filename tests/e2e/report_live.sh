#!/usr/bin/env bash
# report_live.sh - what was read out of the memory of a process is used like what it tells; where both
# are there they agree, or the report says why not; and what --cat hands over, go tool pprof reads.
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

# Nobody serves anything: groups, their one channel, and system calls with their threads.
start_zoo bare "$TARGETS/zoo" -each 3 -workers 600 || finish
run "0 1" "$COLLECT" -q --quick -o bare.tgz "$zoo_pid"
end_target "$zoo_pid"
run 0 "$REPORT" -q -o bare.json -o bare.md -o bare.html bare.tgz
json bare.json '.goroutines.source == "40-go/live-goroutines.txt" and .two_sources == []'
json bare.json '.goroutines.groups[0] | .count == 600 and .state == "chan receive" and .channels == 1 and
    .on_one_channel == 600'
json bare.json '.goroutines.channels[0] | .waiting >= 600 and .type == "chan int" and .closed == false'
json bare.json 'any(.findings[]; .rule == "goroutines.many" and (.text | test("one and the same")))'
json bare.json '[.system_calls[] | select(.name == "read")][0] | .goroutines == 3 and .threads == 3 and
    (.wait_channel | test("pipe"))'
check "Markdown says it" contains bare.md 'All 600 whose channel is known wait on one and the same' '`chan int`'
check "the page says it" contains bare.html 'All 600 whose channel is known wait on one and the same'

# Nothing is left unexplained. A number that never held still while it was read is not there to be
# compared.
agrees() { # NAME LEAST
    local unexplained
    unexplained=$(jq -c '.two_sources[] | select(.result == "not explained")' "$1.json")
    check "$1: $2 numbers are compared" test "$(jq '.two_sources | length' "$1.json")" -ge "$2"
    check "$1: not explained: $unexplained" test -z "$unexplained"
}

# Both sources, at rest: the same goroutines, and without a collection the same heap profile.
start_zoo both "$TARGETS/zoo_pprof" -each 3 || finish
run "0 1" "$COLLECT" -q --quick -o both.tgz "$zoo_pid"
end_target "$zoo_pid"
run 0 "$REPORT" -q -o both.json -o both.md -o both.html both.tgz
json both.json '.goroutines.source == "40-go/goroutine-debug2.txt"'
agrees both 8
json both.json '[.two_sources[] | select(.what | test("^heap profile|NumGC")) | .result] | unique |
    . == ["same"] or . == ["explained"] or . == ["explained", "same"]'
check "Markdown shows both" contains both.md '## Two sources' '40-go/live-heap.pb.gz'
check "the page shows both" contains both.html 'Two sources' 'live-heap.pb.gz'

# Goroutines and heap come and go: every difference is explained all the same.
start_zoo churn "$TARGETS/zoo_pprof" -each 3 -churn 20 -garbage || finish
run "0 1" "$COLLECT" -q --quick -o churn.tgz "$zoo_pid"
end_target "$zoo_pid"
run 0 "$REPORT" -q -o churn.json churn.tgz
agrees churn 5
json churn.json '[.two_sources[] | select(.what == "goroutines")][0].result == "explained"'

# A profile as it comes out of the bundle. Not through a pipe: pprof reads the first eight bytes of a
# file to see whether it is of perf, and then opens it once more, so from a pipe they are gone.
go=$(find_go)
for member in 40-go/heap.pb.gz 40-go/live-heap.pb.gz; do
    "$REPORT" --cat "$member" both.tgz >heap.pb.gz || say_failed "--cat $member"
    check "--cat $member hands over what is in the bundle" cmp heap.pb.gz <(tar -xzOf both.tgz --wildcards "*/$member")
    run 0 "$go" tool pprof -top -sample_index=inuse_space heap.pb.gz
    check "pprof reads $member" grep -q '^Type: inuse_space' out
    theirs=$(sed -n 's/^Showing nodes accounting for .* of \([0-9.]*\)kB total$/\1/p' <("$go" tool pprof -top -unit=kB heap.pb.gz 2>&1))
    ours=$(jq -r '[.two_sources[] | select(.what == "heap profile: in use") | .sources[0].value][0] / 1024 * 100 |
        round / 100' both.json)
    check "pprof counts $theirs kB in $member, report $ours kB" awk -v x="$theirs" -v y="$ours" \
        'BEGIN {exit !(x > 0 && x - y < 0.02 && y - x < 0.02)}'
done
run 2 "$REPORT" --cat 40-go/heap.pb.gz -o heap.md both.tgz
finish
