#!/usr/bin/env bash
# locks.sh - a deadlock of two mutexes is named with its two functions, and two locks that are only held
# for long are not called one.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

look_at() { # HOW. Makes HOW.json and HOW.md.
    local how=$1 try
    "$TARGETS/locks" "$how" >"$how.log" 2>&1 </dev/null &
    started+=("$!")
    for ((try = 0; try < 200; try++)); do
        grep -qs '^listening' "$how.log" && break
        sleep 0.05
    done
    run "0 1" "$COLLECT" -q --only go.live -o "$how.tgz" "${started[-1]}"
    run 0 "$REPORT" -o "$how.json" -o "$how.md" "$how.tgz"
}

look_at crossed
# Of one moment nobody can say more than that.
json crossed.json '[.findings[] | select(.rule == "goroutines.deadlock")] | length == 1 and
    (.[0] | .severity == "warning" and .confidence == "likely" and (.text |
        test("in main\\.\\(\\*account\\)\\.settle waits for the lock 0x") and
        test("in main\\.\\(\\*ledger\\)\\.post waits for the lock 0x")))'
check "the table says how they were found" contains crossed.md "its receiver is at the address of the lock"

look_at apart
json apart.json '.findings | all(.rule != "goroutines.deadlock")'
check "who holds the locks is named" contains apart.md "in main.slow (sleep)" \
    "it has the address of the lock as an argument"

finish
