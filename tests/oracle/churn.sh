#!/usr/bin/env bash
# churn.sh DUMP CHAINS - goroutines are born and die by the thousand while DUMP reads them again and
# again, and each stack says itself whether it is possible (tests/targets/chains). None may be made up:
# what did not hold still has no stack, and is marked. Exit 77 (skipped) without Go.
set -u
dump=$(realpath "$1") chains=$2
[[ -x $chains ]] || { echo 'no go found: chains is not built' && exit 77; }
work=$(mktemp -d "${TMPDIR:-/tmp}/oracle-churn.XXXXXX") || exit 1
target=''
end_target() {
    [[ -z $target ]] || { kill "$target" && wait "$target"; } 2>/dev/null
    target=''
}
trap 'end_target; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
failed=0
say_failed() { echo "FAILED: $*" && failed=1; }
number() { # NAME: what stands before it in the summary
    sed -n "s/.* \([0-9][0-9]*\) $1.*/\1/p" "$work/summary"
}

for spawners in 20 150; do
    : >"$work/log" # now: the one before has said in it that it is ready
    "$chains" -spawners "$spawners" >"$work/log" 2>&1 </dev/null &
    target=$!
    for ((try = 0; try < 100; try++)); do
        grep -qs '^ready' "$work/log" && break
        sleep 0.05
    done
    "$dump" -n "${READS:-100}" "$target" >"$work/dumps" 2>"$work/summary" || say_failed "$(cat "$work/summary")"
    end_target
    cat "$work/summary"
    "$chains" -check <"$work/dumps" >"$work/checked" 2>&1 || say_failed 'impossible stacks'
    cut -c 1-400 "$work/checked" | head -n 60
    marked=$(grep -c '^	goroutine running on other thread; stack unavailable' "$work/dumps")
    (($(number incomplete) == 0 && $(number unreadable) == 0)) || say_failed 'some stacks are not whole'
    # the runtime's own are read, but not written
    ((marked <= $(number running) + $(number unstable))) || say_failed "$marked marked"
done
exit $failed
