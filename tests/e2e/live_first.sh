#!/usr/bin/env bash
# live_first.sh - a Go process is read from outside before anything connects to its server; one child
# reads all of it, and what that finds is what the process keeps, part by part.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$TARGETS/zoo_pprof" -each 3 -contention -connections >zoo.log 2>&1 </dev/null &
zoo=$!
started+=("$zoo")
for ((try = 0; try < 200; try++)); do
    grep -qs '^listening' zoo.log && break
    sleep 0.05
done
run "0 1" "$COLLECT" -q --seconds 1 -o first.tgz "$zoo"
unpack first.tgz first
end_target "$zoo"

# when the last part was over, in ns; the clocks are those of one machine
first=$(awk '$1 == "connection" {print $2; exit}' zoo.log)
check "it was connected to" test -n "$first"
live='[.artifacts[] | select(.id | startswith("go.live."))]'
json first/manifest.json "$live | length == 8 and all(.status == \"ok\")"
json first/manifest.json "$live | map(.start_utc_ns + (.end_s - .start_s) * 1e9) | max < \$first" --argjson first "$first"
# one child read them all: none began when another was over
json first/manifest.json "$live | (map(.start_s) | max) < (map(.end_s) | min)"
json first/manifest.json '.artifacts[] | select(.id == "go.heap") | .status == "ok"'

json first/40-go/live.json '.parts | keys == ["block", "channels", "goroutines", "heap", "heap-latest", "memstats", "mutex"]
    and all(.status == "ok" and .reason == null or .status == "ok" and (.reason | test("running|assumed")))'
json first/40-go/live.json '.heap.found | .span_candidates == 1 and .controller_candidates == 1 and
    .statistics_candidates == 1 and (.layout_by_shape | not)'
json first/40-go/live.json '.heap | .numbers.missing == 0 and .heap_records.records > 0 and .block_records.records > 0 and
    .mutex_records.records > 0 and ([.[] | .unknown_frames? // 0] | add) == 0 and .sampling.heap_rate == 524288'

# only what is wanted is read
"$TARGETS/zoo_pprof" -each 1 -listen off >off.log 2>&1 </dev/null &
zoo=$!
started+=("$zoo")
for ((try = 0; try < 200; try++)); do
    grep -qs '^listening' off.log && break
    sleep 0.05
done
run "0 1" "$COLLECT" -q --only go.live.summary,go.live.memstats -o few.tgz "$zoo"
unpack few.tgz few
json few/manifest.json "$live | map(select(.status == \"ok\") | .id) == [\"go.live.memstats\", \"go.live.summary\"]"
json few/40-go/live.json '.parts | .heap.status == "skipped" and .memstats.status == "ok"'
finish
