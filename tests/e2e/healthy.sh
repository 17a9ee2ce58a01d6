#!/usr/bin/env bash
# healthy.sh - a healthy program is called healthy.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_target leaky.log "$TARGETS/leaky" -none -for 3m || exit 1
run "0 1" "$COLLECT" --seconds 2 -o a.tgz "$target_pid"
sleep 2
run "0 1" "$COLLECT" --seconds 2 -o b.tgz "$target_pid"
run 0 "$REPORT" -o one.json a.tgz
run 0 "$REPORT" -o two.json a.tgz b.tgz
for file in one.json two.json; do
    json "$file" '.verdict.severity == "ok"' || jq -c '.verdict, .findings[].title' "$file"
    json "$file" '[.findings[].severity] | all(. == "note" or . == "ok")'
done
run 0 "$REPORT" --fail-on warning -o three.json a.tgz b.tgz
json two.json '.goroutines.total < 30'
finish
