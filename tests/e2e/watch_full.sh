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
mkdir -p disk && mount -t tmpfs -o size=8m tmpfs disk || exit 1
start_target leaky.log "$TARGETS/leaky" -fds 0 -heap 0 -goroutines 40 -for 2m || exit 1
conditions=()
for ((first = 60; first <= 1200; first += 280)); do
    conditions+=(--when "go.goroutines>$(seq -s, "$first" 40 $((first + 240)))")
done
start_watch disk/night --for 35s "${conditions[@]}" "$target_pid"
await_event disk/night '^bundle	' && baseline=$(compgen -G 'disk/night/*-baseline.tgz') && sum=$(sha256sum <"$baseline")
# Six of them, and the disk fills up to what one more needs (1 MiB, and eight times the largest one so far).
for ((try = 0; try < 300; try++)); do
    (($(events disk/night | grep -c '	bundle	.*	trigger$') >= 6)) && break
    sleep 0.1
done
free=$(df --output=avail -k disk | tail -n 1)
head -c "$((free - 1550))k" /dev/zero >disk/ballast
await_event disk/night '^bundle_removed	.*disk full'
await_watch

events disk/night | awk -F'\t' '$3 == "bundle" && $7 ~ /trigger/ {print $6}' >made
events disk/night | awk -F'\t' '$3 == "bundle_removed" {print $6}' >removed
check "some made room" test "$(wc -l <removed)" -ge 1
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
check "and goes on to the end" test "$(tail -n 1 disk/night/mem-*.log | cut -d, -f6 | cut -d. -f1)" -ge 33
check "nothing half written is left" test -z "$(find disk/night -name '.*' -type f)"
check "nor an unknown file" test "$(find disk/night -type f | grep -vcE '\.(tgz|log|events\.tsv)$')" -eq 0

# By way of the bundles that are left: from the baseline to one of a condition, and to the end.
run 0 "$REPORT" -q -o night.json -o night.md disk/night
json night.json '.legs.triggers >= 1 and (.legs.moments | map(.occasion)) == ["baseline", "trigger", "end"]'
json night.json '[.legs.rows[] | select(.name == "go.goroutines")][0] | .values[0] < .values[1] and .values[1] < .values[2]
    and (.changes[0] + .changes[1] - (.values[2] - .values[0]) | fabs) < 1'
json night.json '.legs.hours[1] as $h | [.legs.rows[] | select(.name == "go.goroutines")][0].changes[1] / $h | . > 100000 and . < 190000'
check "Markdown goes that way, too" contains night.md 'was taken because `go.goroutines>' "Up to the trigger" "After it"
# A baseline and a bundle of a condition as two files are a comparison, and carry the log so far.
kept=(disk/night/*-trigger.tgz)
run 0 "$REPORT" -q -o two.json "$baseline" "${kept[0]}"
json two.json '.same_process and .night.samples > 20 and (.verdict.text | test("leak of goroutines"))'
umount disk 2>/dev/null || umount -l disk
finish
