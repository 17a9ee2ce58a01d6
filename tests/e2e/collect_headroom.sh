#!/usr/bin/env bash
# collect_headroom.sh - in a control group with little memory left, what needs more is not asked for: its row says
# so and names the flag that asks all the same.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
group='' limit=''
for root in /sys/fs/cgroup/memory:memory.limit_in_bytes /sys/fs/cgroup:memory.max; do
    group=${root%:*}/exhibit-test-$$ limit=${root#*:}
    mkdir "$group" 2>/dev/null && [[ -w $group/$limit ]] && break
    rmdir "$group" 2>/dev/null
    group=''
done
if [[ -z $group ]]; then
    echo "no control group can be made here: not tested"
    exit 77
fi
leave() {
    end_all_targets
    rmdir "$group"
    rm -rf "$work"
}
trap leave EXIT

start_target target.log "$TARGETS/leaky" -none -for 3m || exit 1
echo "$target_pid" >"$group/cgroup.procs" || exit 1
echo 15728640 >"$group/$limit" || exit 1

status() { # BUNDLE-FOLDER ID
    jq -r --arg id "$2" '.artifacts[] | select(.id == $id) | .status' "$1/manifest.json"
}

run "0 1" "$COLLECT" --quick -o tight.tgz "$target_pid"
unpack tight.tgz tight
for id in go.heap go.heap.debug1 go.allocs; do
    check "$id is left out" test "$(status tight $id)" = skipped
done
for id in go.goroutine memory.smaps process.status go.index; do
    check "$id fits" test "$(status tight $id)" = ok
done
json tight/manifest.json '.artifacts[] | select(.id == "go.heap") | .reason |
    test("^may need 16 MiB, and the control group of the process has [0-9]+ MiB left of 15; --ignore-memory-limit ")'
check "it is said on the terminal" contains err "--ignore-memory-limit"
run "0 1" "$COLLECT" --quick --ignore-memory-limit --only go.heap,go.allocs -o all.tgz "$target_pid"
unpack all.tgz all
check "the flag asks all the same" test "$(status all go.heap)" = ok
check "the target lives" kill -0 "$target_pid"
finish
