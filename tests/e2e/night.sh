#!/usr/bin/env bash
# night.sh - a night in a minute: a leak that starts halfway is named with its begin and its rate, and
# in a healthy night there is none.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

period=2
start_target sick.log env GOGC=20 "$TARGETS/leaky" -leak-after 45s -heap 3M -goroutines 20 -fds 0 -for 4m || exit 1
sick_pid=$target_pid sick_url=$target_url
start_target healthy.log env GOGC=20 "$TARGETS/leaky" -none -for 4m || exit 1
healthy_pid=$target_pid
watch() { # FOLDER PID
    "$COLLECT" --watch --every "${period}s" --for 90s --quick -q -o "$1" "$2" >"$1.out" 2>"$1.err" </dev/null
}

# A monitor such as people have: time of day, two columns of the heap that come out broken.
monitor() { # PID URL
    echo 'time,heap_alloc_bytes,heap_inuse_bytes,goroutines,rss_mb'
    while sleep 2; do
        printf '%s,=,,%s,%s\n' "$(date -u +%H:%M:%S)" \
            "$(curl -sf "$2/debug/pprof/goroutine?debug=1" | sed -n '1s/.*total //p')" \
            "$(awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$1/status")"
    done
}
watch healthy "$healthy_pid" &
started+=("$!")
healthy_watch=$!
monitor "$sick_pid" "$sick_url" >monitor.log &
started+=("$!")
monitoring=$!
checks=$((checks + 1))
watch sick "$sick_pid" || say_failed "collect --watch: $(cat sick.err)"
curl -sf "$sick_url/counters" >counters.json
end_target "$monitoring"
wait "$healthy_watch"

run "0" "$REPORT" -o r.json -o r.md -o r.html sick
log=(sick/mem-*.log)
run "0" "$REPORT" -o log.json "${log[0]}"
run 1 "$REPORT" --fail-on warning -o again.json sick

# When the leak began, by the clock of the program and by that of the report; how fast it is.
began=$(jq -r .began_s counters.json)
for file in r.json log.json; do
    said=$(jq '[.night.series[] | select(.metric == "go.goroutines")][0]' "$file")
    first=$(date -u -d "$(jq -r '.night.from' "$file")" +%s)
    checks=$((checks + 2))
    awk -v first="$first" -v at="$(jq .began.at_s <<<"$said")" -v began="$began" -v most="$period" \
        'BEGIN {off = first + at - began; exit !(at != "null" && off <= most + 1 && off >= -most - 1)}' ||
        say_failed "$file: goroutines began at $first + $(jq -c .began <<<"$said"), the program says $began"
    awk -v rate="$(jq .per_hour <<<"$said")" 'BEGIN {exit !(rate > 20 * 3600 * 0.9 && rate < 20 * 3600 * 1.1)}' ||
        say_failed "$file: goroutines rise by $(jq .per_hour <<<"$said") per hour, and not by 72,000"
    json "$file" '[.night.series[] | select(.metric == "process.rss")][0] | .course == "rising" and (.together or .leading)
        and .per_hour > 3 * 1048576 * 3600 * 0.5'
    json "$file" '[.findings[].rule] | index("night.memory") != null and index("night.goroutines") != null'
    json "$file" '[.findings[].rule] | index("night.descriptors") == null'
done
json r.json '.same_process and (.bundles | length == 2)'
json r.json '.night.events | map(.event) | index("start") != null and index("bundle") != null and index("end") != null'
check "Markdown tells the night" contains r.md "## The night" "began to rise"
check "HTML tells the night" contains r.html "The night"
check "what collect itself adds is said" contains r.md "the requests of collect are connections"
json r.json '.verdict.text | test("goroutines") and test(" (It began at|since) [0-9-]+ [0-9:]+ UTC")'

run "0" "$REPORT" -o h.json -o h.md healthy
json h.json '[.findings[] | select(.rule | startswith("night.")) | .severity] | all(. == "note")'
json h.json '[.night.series[] | select(.leading)] == []'
json h.json '.night.samples >= 35 and .night.damaged.rows == 0'
check "Markdown says that nothing rises" contains h.md "Nothing rises"

# A bundle by itself carries the log up to its own end; loose files that are no log stay apart.
bundles=(sick/*-end.tgz)
run "0" "$REPORT" -o end.json "${bundles[0]}"
json end.json '.night.samples > 30'
# A log that a script has made, as it is.
run "0" "$REPORT" -o script.json -o script.md monitor.log
json script.json '[.night.series[] | select(.metric == "process.rss")][0] | .course == "rising" and .began != null'
json script.json '[.night.series[] | select(.metric == "go.goroutines")][0] | .course == "rising" and .per_hour > 60000 and .per_hour < 84000'
check "what it lacks is said" contains script.md heap_alloc_bytes heap_inuse_bytes
run "0" "$REPORT" -o both.json sick/*.tgz "${log[0]}"
json both.json '[.night.series[] | select(.metric == "go.goroutines")][0].course == "rising"'
finish
