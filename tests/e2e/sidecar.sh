#!/usr/bin/env bash
# sidecar.sh - the rules for Sidecar on a real process with its import paths: the faults that it has are
# named, and a healthy one is left alone.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_target healthy.log "$TARGETS/sidecar" -home "$work/h" -for 2m || exit 1
run "0 1" "$COLLECT" --seconds 1 -o h1.tgz "$target_pid"
run "0 1" "$COLLECT" --seconds 1 -o h2.tgz "$target_pid"
end_target "$target_pid"
run 0 "$REPORT" -o healthy.json h1.tgz h2.tgz
json healthy.json '[.findings[] | select(.severity != "note")] == []' ||
    jq -c '.findings[] | [.severity, .title]' healthy.json

start_target sick.log "$TARGETS/sidecar" -sick -home "$work/s" -for 2m || exit 1
run "0 1" "$COLLECT" --seconds 1 --gc -o s.tgz "$target_pid"
end_target "$target_pid"
run 0 "$REPORT" -o sick.json s.tgz
for rule in session_files watchers issues_database fetch_pileup emulators event_storm capture_strings captures; do
    json sick.json 'any(.findings[]; .rule == $rule)' --arg rule "sidecar.$rule"
done
json sick.json '.findings[] | select(.rule == "sidecar.session_files") | .title | startswith("60 session files")'
json sick.json '.findings[] | select(.rule == "sidecar.event_storm") | .title | startswith("60 commands")'
finish
