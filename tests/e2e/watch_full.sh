#!/usr/bin/env bash
# watch_full.sh - the disk fills during a watch: the oldest bundles of conditions make room, the baseline and
# the log never. The disk is a small one of this test's own, so it needs root.
if [[ -z ${OWN_MOUNTS:-} ]]; then
    unshare --mount true 2>/dev/null || { echo 'SKIPPED: mounting is not permitted here' && exit 77; }
    OWN_MOUNTS=yes exec unshare --mount bash "${BASH_SOURCE[0]}"
fi
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/e2e/watch_lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/watch_lib.sh"

# Nothing but goroutines grows, 40 a second: a bundle each time that there are some more.
mkdir -p disk && mount -t tmpfs -o size=3m tmpfs disk && head -c 1500k /dev/zero >disk/ballast || exit 1
start_target leaky.log "$TARGETS/leaky" -fds 0 -heap 0 -goroutines 40 -for 2m || exit 1
conditions=()
for ((first = 60; first <= 900; first += 280)); do
    conditions+=(--when "go.goroutines>$(seq -s, "$first" 40 $((first + 240)))")
done
start_watch disk/night --for 25s "${conditions[@]}" "$target_pid"
await_event disk/night '^bundle	' && baseline=$(compgen -G 'disk/night/*-baseline.tgz') && sum=$(sha256sum <"$baseline")
await_event disk/night '^bundle_removed	.*disk full'
await_watch

events disk/night | awk -F'\t' '$3 == "bundle" && $7 ~ /trigger/ {print $6}' >made
events disk/night | awk -F'\t' '$3 == "bundle_removed" {print $6}' >removed
check "several made room" test "$(wc -l <removed)" -ge 2
check "the oldest of the conditions first" cmp removed <(head -n "$(wc -l <removed)" made)
check "each because the disk was full" test "$(events disk/night | grep -c '	bundle_removed	.*disk full')" -eq "$(wc -l <removed)"
while IFS= read -r name; do
    check "$name is gone" test ! -e "disk/night/$name"
done <removed
check "the baseline is as it was" test "$(sha256sum <"$baseline")" == "$sum"
check "the end has its bundle" test -n "$(compgen -G 'disk/night/*-end.tgz')"
for bundle in disk/night/*.tgz; do
    "$REPORT" --list "$bundle" >list
    check "$bundle has all its parts" lacks list 'No space left' || cat list
done
check "every bundle that is left is whole" bundles_are_whole disk/night
check "the log is whole" is_whole disk/night
check "and goes on to the end" test "$(tail -n 1 disk/night/mem-*.log | cut -d, -f6 | cut -d. -f1)" -ge 23
check "nothing half written is left" test -z "$(find disk/night -name '.*' -type f)"
check "nor an unknown file" test "$(find disk/night -type f | grep -vcE '\.(tgz|log|events\.tsv)$')" -eq 0
umount disk 2>/dev/null || umount -l disk
finish
