#!/usr/bin/env bash
# report_order.sh - two bundles in the wrong order are compared in the right one, and said to be.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_target leaky.log "$TARGETS/leaky" -head-start 10s -for 2m || exit 1
run "0 1" "$COLLECT" --seconds 0 --trace 0 -o evening.tgz "$target_pid"
sleep 3
run "0 1" "$COLLECT" --seconds 0 --trace 0 -o morning.tgz "$target_pid"

run 0 "$REPORT" -q -o right.json -o right.md evening.tgz morning.tgz
check "nothing to say about the right order" test ! -s err
run 0 "$REPORT" -q -o wrong.json -o wrong.md morning.tgz evening.tgz
check "the exchange is said" contains err "the later bundle was given first"
check "and written down" contains wrong.md "the later bundle was given first"
check "the numbers are the same" cmp right.json wrong.json
json wrong.json '.metrics["fds.total"].delta > 0 and .metrics["fds.total"].per_hour > 0'
json wrong.json '.bundles[0].file == "evening.tgz"'
finish
