#!/usr/bin/env bash
# collect_json.sh - with --json standard output is one object that scripts can rely on, whatever came
# of the run.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_target leaky.log "$TARGETS/leaky" -none -for 2m || exit 1
run "0 1" "$COLLECT" --json --quick -o b.tgz "$target_pid"
cp out result.json
check "one object" test "$(jq -s length result.json)" = 1
json result.json '.format == "exhibit-collect/1" and .path == "b.tgz" and .exit_code == $code' --argjson code "$code"
json result.json '.complete == ($code == 0) and .meaning != ""' --argjson code "$code"
json result.json '.sha256 == $sum and .bytes == $bytes' --arg sum "$(sha256sum <b.tgz | cut -d' ' -f1)" \
    --argjson bytes "$(stat -c %s b.tgz)"
json result.json '.target.pid == $pid' --argjson pid "$target_pid"
json result.json 'any(.artifacts[]; .id == "go.heap" and .status == "ok" and (.sha256 | length) == 64)'
json result.json 'any(.artifacts[]; .id == "go.cpu" and .status == "skipped")'
check "the words for people are on standard error" test -s err

run 3 "$COLLECT" --json -o none.tgz 4194304
json out '.exit_code == 3 and .path == null and .sha256 == null and .artifacts == []'
run 3 "$COLLECT" --json -o none.tgz http://127.0.0.1:1
json out '.exit_code == 3 and .path == null'
run 6 "$COLLECT" --json --quick -o "$work/no/such/x.tgz" "$target_pid"
json out '.exit_code == 6 and .path == null'
run 2 "$COLLECT" --json -o - "$target_pid"
check "a usage error leaves standard output empty" test ! -s out
finish
