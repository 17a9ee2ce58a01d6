#!/usr/bin/env bash
# collect_choice.sh - --list, --dry-run, --only, --skip and --quick do what they say, and no more.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

run 0 "$COLLECT" --list
check "--list names every kind" contains out "files.fd" "go.heap" "host.meminfo" "/proc/PID/fd" \
    "goroutine?debug=2" "stops" "owner" "WHO MAY"

start_target leaky.log "$TARGETS/leaky" -head-start 3s -hold -for 2m || exit 1

# --dry-run: nothing is requested (a server that would log it sees no connection) and nothing written.
"$TARGETS/hostile" -for 1m -all hang-header >quiet.log &
started+=($!)
quiet=$!
for ((i = 0; i < 100; i++)); do
    grep -q ^listening quiet.log && break
    sleep 0.05
done
mkdir empty
(cd empty && run 0 "$COLLECT" --dry-run --quick --skip host "$target_pid" && mv out err ..)
check "--dry-run names files and requests" contains out "/proc/$target_pid/status" \
    "GET $target_url/debug/pprof/heap" "by --quick" "by --skip"
check "--dry-run left out is not read" test "$(grep -c ' /proc/meminfo' out)" = 0
check "--dry-run writes nothing" test -z "$(ls -A empty)"
run 0 timeout 5 "$COLLECT" --dry-run "$quiet"
check "--dry-run does not wait for a server" contains out "/debug/pprof/"

run "0 1" "$COLLECT" --only files.fd,files.sockets,go.heap,go.goroutine.debug2 --skip files.sockets -o only.tgz "$target_pid"
unpack only.tgz only
check "--only: no more than asked" test "$(cd only && find [1-8]* -type f | sort | tr '\n' ' ')" = \
    "30-files/fd.tsv 40-go/goroutine-debug2.txt 40-go/heap.pb.gz 40-go/index.html "
json only/manifest.json 'any(.artifacts[]; .id == "files.sockets" and .status == "skipped" and .reason == "by --skip")'
json only/manifest.json 'any(.artifacts[]; .id == "go.cpu" and .status == "skipped" and .reason == "not among --only")'
check "--only is complete" test "$code" = 0
run 0 "$REPORT" -o only.md only.tgz

run 0 "$COLLECT" --only host -o host.tgz "$target_pid"
run 0 "$COLLECT" --only go.heap --skip go.index -o noindex.tgz "$target_pid"
unpack noindex.tgz noindex
check "the index is used and not kept" test -s noindex/40-go/heap.pb.gz -a ! -e noindex/40-go/index.html
run "0 1" "$COLLECT" --only go.fgprof,process.stat -o own.tgz "$target_pid"
unpack own.tgz own
json own/manifest.json 'any(.artifacts[]; .id == "go.fgprof" and .status == "unsupported" and .reason != "")'

began=$SECONDS
run "0 1" "$COLLECT" --quick -o quick.tgz "$target_pid"
check "--quick is quick" test $((SECONDS - began)) -lt 15
unpack quick.tgz quick
json quick/manifest.json '[.artifacts[] | select(.id == "go.cpu" or .id == "go.trace") | .reason] == ["by --quick", "by --quick"]'

# The gate of the full dump holds where the text that counts goroutines was left out.
run "0 1" "$COLLECT" --only go.goroutine.debug2,process.stat --max-goroutines 2 -o gate.tgz "$target_pid"
unpack gate.tgz gate
json gate/manifest.json 'any(.artifacts[]; .id == "go.goroutine.debug2" and .status == "skipped" and (.reason | contains("--max-goroutines")))'

run 2 "$COLLECT" --only go.haep -o no.tgz "$target_pid"
check "near ids are named" contains err "go.heap" "--list"
run 2 "$COLLECT" --skip zzzz -o no.tgz "$target_pid"
run 2 "$COLLECT" --only host --skip host -o no.tgz "$target_pid"
check "a refusal writes nothing" test ! -e no.tgz
finish
