#!/usr/bin/env bash
# bundle_structure.sh - a bundle is what DESIGN and README say: order, modes, one folder, checksums.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_target leaky.log "$TARGETS/leaky" -head-start 5s -hold -for 2m || exit 1
run "0 1" "$COLLECT" --seconds 1 -o b.tgz "$target_pid"
check "the file is for its owner only" test "$(stat -c %a b.tgz)" = 600
check "gzip is sound" gzip -t b.tgz

tar -tvzf b.tgz --numeric-owner >long
tar -tzf b.tgz >names
check "regular files of mode 0600 only: $(grep -v '^-rw-------' long | head -n 3)" \
    test "$(grep -vc '^-rw------- 0/0 ' long)" = 0
check "one folder" test "$(cut -d/ -f1 names | sort -u | wc -l)" = 1
check "named NAME-PID-TIME" grep -qE "^leaky-$target_pid-[0-9]{8}T[0-9]{6}Z/" names
check "00-bundle.json is first" test "$(head -n 1 names | cut -d/ -f2-)" = 00-bundle.json
check "01-README.txt is second" test "$(sed -n 2p names | cut -d/ -f2-)" = 01-README.txt
check "manifest.json is last" test "$(tail -n 1 names | cut -d/ -f2-)" = manifest.json
check "no name twice" test -z "$(sort names | uniq -d)"

unpack b.tgz b
json b/00-bundle.json '.format == "exhibit-bundle/1"'
json b/manifest.json '.format == "exhibit-bundle/1"'
json b/manifest.json '[.artifacts[].status] | all(. as $s | "ok partial truncated timeout failed denied
    unsupported skipped withheld" | test("\\b" + $s + "\\b"))'
json b/manifest.json '[.artifacts[] | select(.status != "ok")] | all(.reason != null and .reason != "")'

# Every member is in the manifest with its checksum and size; every stored artifact is a member.
jq -r '.artifacts[] | select(.sha256 != null and .sha256 != "") | [.path, .sha256, .bytes] | @tsv' \
    b/manifest.json >stored.tsv
check "the manifest has checksums" test -s stored.tsv
while IFS=$'\t' read -r path sum bytes; do
    check "$path: sha256" test "$(sha256sum <"b/$path" | cut -d' ' -f1)" = "$sum"
    check "$path: bytes" test "$(stat -c %s "b/$path")" = "$bytes"
done <stored.tsv
cut -d/ -f2- names | grep -v '^manifest.json$' | sort >members
cut -f1 stored.tsv | sort >listed
check "members and manifest agree: $(diff members listed | head -n 5)" cmp -s members listed
check "no empty profile" test -z "$(find b/40-go -name '*.gz' -size 0)"

# What the target's own index lists is collected or excused by name.
curl -s "$target_url/debug/pprof/" | grep -oE "href='[a-z]+\?" | grep -oE '[a-z]+\?' | tr -d '?' |
    sed 's/^profile$/cpu/' | grep -vxE 'cmdline|symbol' | sort -u >listed
check "the index lists profiles" test "$(wc -l <listed)" -ge 7
while IFS= read -r profile; do
    json b/manifest.json 'any(.artifacts[]; .id == "go." + $p)' --arg p "$profile"
done <listed
finish
