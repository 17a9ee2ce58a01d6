#!/usr/bin/env bash
# redaction.sh REDACT_FILE: what the reference tool prints of a redacted profile is what it prints of
# the original, line by line, but for the name that was replaced; a redacted trace is still parsed.
# The program is built in a home folder, so that its file names hold a user. Exit 77 without Go.
set -u
redact=$1
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/lib/go.sh
. "$here/../lib/go.sh"
go=$(find_go) || { echo "no go found: nothing to compare with" && exit 77; }
tmp=$(mktemp -d "${TMPDIR:-/tmp}/redaction.XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
export PPROF_TMPDIR="$tmp" GOTOOLCHAIN=local GOFLAGS=-mod=mod GO111MODULE=on
home=$tmp/home/wilhelmina
failures=0 profiles=0
fail() {
    echo "$*"
    failures=$((failures + 1))
}

mkdir -p "$home" "$tmp/out"
cp -r "$here/profiles" "$home/src"
(cd "$home/src" && "$go" build -o "$home/program" .) || exit 1
"$home/program" "$tmp/out" || exit 1

top() { # FILE
    "$go" tool pprof -symbolize=none -top -lines -nodefraction=0 -nodecount=100000 "$1" 2>"$tmp/err" |
        sed "s#$home#HOME#g; s#[^ ]*/user-[0-9a-f]\{6\}#HOME#g" || fail "pprof: $1"
}

for file in "$tmp"/out/*/*.pb.gz; do
    profiles=$((profiles + 1))
    hits=$("$redact" pprof "$file" "$tmp/redacted" "$home" wilhelmina) || fail "refused: $file"
    [ "${hits:-0}" -gt 0 ] || fail "nothing was replaced: $file"
    gzip -dc "$tmp/redacted" | grep -aq wilhelmina && fail "still there: $file"
    top "$file" >"$tmp/want"
    top "$tmp/redacted" >"$tmp/got"
    grep -q 'flat%' "$tmp/want" || fail "pprof prints nothing: $file: $(cat "$tmp/err")"
    cmp -s "$tmp/want" "$tmp/got" || fail "not equal: $file $(diff "$tmp/want" "$tmp/got" | head -n 6)"
done
[ "$profiles" -gt 0 ] || fail "no profile was made"

cat >"$home/src/trace_test.go" <<'GO'
package main

import (
	"os"
	"runtime/trace"
	"testing"
)

func TestTrace(t *testing.T) {
	f, _ := os.Create(os.Getenv("TRACE"))
	trace.Start(f)
	done := make(chan bool)
	for i := 0; i < 100; i++ {
		go func() { done <- true }()
	}
	for i := 0; i < 100; i++ {
		<-done
	}
	trace.Stop()
	f.Close()
}
GO
if (cd "$home/src" && TRACE="$tmp/trace" "$go" test -run TestTrace . >/dev/null); then
    hits=$("$redact" trace "$tmp/trace" "$tmp/redacted" "$home" wilhelmina) || fail "refused: trace"
    [ "${hits:-0}" -gt 0 ] || fail "nothing was replaced: trace"
    grep -aq wilhelmina "$tmp/redacted" && fail "still there: trace"
    [ "$(wc -c <"$tmp/trace")" -eq "$(wc -c <"$tmp/redacted")" ] || fail "another length: trace"
    "$go" tool trace -pprof=sched "$tmp/redacted" >"$tmp/sched" 2>"$tmp/err" ||
        fail "not parsed: trace: $(cat "$tmp/err")"
else
    fail "no trace was made"
fi
echo "$profiles profiles and a trace, $failures failures"
[ "$failures" -eq 0 ]
