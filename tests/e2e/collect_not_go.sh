#!/usr/bin/env bash
# collect_not_go.sh - a process that is no Go program gets the system half, and is told so.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$TARGETS/plain" 100 >plain.log &
plain=$!
started+=("$plain")
for ((i = 0; i < 100; i++)); do
    grep -q ready plain.log && break
    sleep 0.05
done
run "0 1" "$COLLECT" --seconds 1 -o plain.tgz "$plain"
unpack plain.tgz plain
check "status" contains plain/10-process/status "plain"
check "descriptors" contains plain/30-files/fd.tsv "pipe"
check "memory map" test -s plain/20-memory/maps
check "threads" test "$(wc -l <plain/10-process/threads.tsv)" -ge 2
check "no profile" test ! -e plain/40-go/heap.pb.gz
json plain/manifest.json '[.artifacts[] | select((.id | startswith("go.")) and .id != "go.buildinfo")] |
    length > 0 and all(.status != "ok")'

run 0 "$REPORT" -o plain.json -o plain.md plain.tgz
json plain.json '.bundles[0].identity.pid == $pid' --argjson pid "$plain"
json plain.json '.bundles[0].identity.go_version == null'
json plain.json '.descriptors.total >= 7'
json plain.json '[.missing[].artifact] | any(startswith("go."))'
json plain.json '.verdict.severity | . == "ok" or . == "note"'

# it is not told about what only Go has
check "known to be of another language" contains plain/40-go/buildinfo.txt "elf	go	no"
json plain.json '[.triage[].area] | length == 5 and all(. != "Goroutines")'
check "no advice for Go" test "$(sed -n '1,/^## Numbers/p' plain.md | grep -cE 'oroutine|pprof|GOMAXPROCS')" = 0
check "no word of Go before the list of files" test \
    "$(sed -n '1,/^## Timeline/p' plain.md | grep -v 'event queues (macOS' |
        grep -cE 'oroutine|pprof|GOMAXPROCS|Go runtime|that Go|heap profile|not explained')" = 0
check "threads have their system calls" grep -qE '^. System call . Threads in it' plain.md
check "memory is divided all the same" grep -q 'The parts below add up to the' plain.md
finish
