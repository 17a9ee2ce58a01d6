#!/usr/bin/env bash
# report_json.sh - the fields of exhibit-report/1, with one bundle and with two.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_target leaky.log "$TARGETS/leaky" -head-start 10s -for 2m || exit 1
run "0 1" "$COLLECT" --seconds 1 -o a.tgz "$target_pid"
sleep 2
run "0 1" "$COLLECT" --seconds 1 -o b.tgz "$target_pid"
run 0 "$REPORT" -o one.json a.tgz
run 0 "$REPORT" -o two.json a.tgz b.tgz

for file in one.json two.json; do
    json "$file" '.format == "exhibit-report/1"'
    json "$file" '[.bundles[] | has("identity") and has("times") and has("complete")] | all'
    json "$file" '.verdict | (.severity | type == "string") and (.text | length > 0)'
    json "$file" '[.missing[] | has("artifact") and has("status") and has("reason")] | all'
    json "$file" '[.metrics[] | has("unit") and has("a") and has("b") and has("delta") and has("per_hour")] | all'
    json "$file" '.metrics | length > 20'
    json "$file" '[.findings[] | has("rule") and has("severity") and has("title") and has("text") and
        (.evidence | all(has("bundle") and has("member") and has("text"))) and (.next | type == "array")] | all'
    json "$file" '.goroutines | .total > 0 and (.groups | all(has("count") and has("state") and
        has("wait_minutes_max") and has("created_by") and
        (.frames | all(has("function") and has("file") and has("line")))))'
    json "$file" '.descriptors | .total > 0 and (.by_type | type == "object") and
        (.by_path | all(has("template") and has("count") and has("duplicates")))'
done
json one.json '.bundles | length == 1'
json one.json '[.metrics[] | .b == null and .delta == null and .per_hour == null] | all'
profile='has("sample_types") and has("default") and (.total | type == "object") and
    (.top | all(has("function") and has("file") and (.flat | type == "object") and (.cum | type == "object")))'
json one.json ".profiles.heap | $profile"
json one.json '.profiles | has("heap") and has("goroutine") and has("allocs") and has("cpu")'
json two.json '.bundles | length == 2'
json two.json ".profiles.heap | has(\"a\") and has(\"b\") and has(\"diff\") and (.a | $profile) and (.b | $profile)"
json two.json '[.metrics[] | select(.a != null and .b != null) | .delta != null] | all'
finish
