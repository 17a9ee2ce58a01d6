#!/usr/bin/env bash
# buildinfo.sh BUILDINFO_DUMP: what collect reads from executables of macOS and Linux is what the Go
# tools print of them; of both processors in one file it reads one. Exit 77 without Go.
set -u
dump=$1
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/lib/go.sh
. "$here/../lib/go.sh"
go=$(find_go) || { echo "no go found: nothing to compare with" && exit 77; }
tmp=$(mktemp -d "${TMPDIR:-/tmp}/buildinfo.XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
export GOTOOLCHAIN=local GOFLAGS=-mod=mod GO111MODULE=on GOPROXY=off GOENV=off CGO_ENABLED=0
failures=0
fail() {
    echo "$*"
    failures=$((failures + 1))
}

mkdir "$tmp/src"
printf 'module example.test/small\n\ngo 1.19\n' >"$tmp/src/go.mod"
printf 'package main\n\nfunc main() { println() }\n' >"$tmp/src/main.go"

check() { # FILE SYMBOLS DWARF MACHINE
    "$dump" "$1" >"$tmp/got" || fail "$1 is refused"
    "$go" version -m "$1" | sed -E '1s/.*: /go\t/; s/^\t//' >"$tmp/want"
    grep -vE '^(elf|macho)' "$tmp/got" | cmp -s - "$tmp/want" || fail "$1: $(diff "$tmp/got" "$tmp/want")"
    for fact in "go-build-id	$("$go" tool buildid "$1")" "symbols	$2" "dwarf	$3" "machine	$4" "bits	64"; do
        grep -qE "^(elf|macho)	$fact\$" "$tmp/got" || fail "$1: no '$fact' in $(cat "$tmp/got")"
    done
}

for goos in darwin linux; do
    for goarch in arm64 amd64; do
        (cd "$tmp/src" && GOOS=$goos GOARCH=$goarch "$go" build -o "$tmp/$goos-$goarch" .) || exit 1
        check "$tmp/$goos-$goarch" yes yes "$goarch"
    done
done
(cd "$tmp/src" && GOOS=darwin GOARCH=arm64 "$go" build -ldflags='-s -w' -o "$tmp/bare" .) || exit 1
check "$tmp/bare" yes no arm64 # what the loader needs stays a symbol table

number() { # N: four bytes, the first one highest
    printf '%b' "$(printf '\\x%02x\\x%02x\\x%02x\\x%02x' $(($1 >> 24 & 255)) $(($1 >> 16 & 255)) $(($1 >> 8 & 255)) $(($1 & 255)))"
}
first=$(wc -c <"$tmp/darwin-amd64") second=$(wc -c <"$tmp/darwin-arm64")
for n in 0xcafebabe 2 0x01000007 3 48 "$first" 0 0x0100000c 0 $((48 + first)) "$second" 0; do
    number "$n"
done >"$tmp/both"
cat "$tmp/darwin-amd64" "$tmp/darwin-arm64" >>"$tmp/both"
"$dump" "$tmp/both" >"$tmp/got"
grep -qx 'macho	machines	amd64 arm64' "$tmp/got" || fail "both: $(cat "$tmp/got")"
machine=$(sed -nE 's/^macho\tmachine\t//p' "$tmp/got")
"$dump" "$tmp/darwin-$machine" | cmp -s - <(grep -v '	machines	' "$tmp/got") || fail "both: another than $machine"

[ "$failures" -eq 0 ] && echo "5 executables and one for both processors: as the Go tools print them"
exit $((failures > 0))
