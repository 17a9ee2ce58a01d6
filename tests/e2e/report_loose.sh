#!/usr/bin/env bash
# report_loose.sh - what people send when they have no bundle, and what they want out of one.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_target leaky.log "$TARGETS/leaky" -head-start 20s -hold -for 2m || exit 1
run "0 1" "$COLLECT" --seconds 1 -o "$work/sick.tgz" "$target_pid"

# --list and --cat: a member comes out as it went in.
run 0 "$REPORT" --list sick.tgz
check "every member is listed with its status" contains out " ok " "40-go/heap.pb.gz" "manifest.json"
"$REPORT" --cat 40-go/heap.pb.gz sick.tgz >heap.pb.gz
check "a member of a bundle on standard output" test $? -eq 0
tar -xzOf sick.tgz --wildcards '*/40-go/heap.pb.gz' >wanted.pb.gz
check "its bytes are untouched" cmp -s heap.pb.gz wanted.pb.gz
run 0 "$REPORT" --cat goroutine-debug2.txt sick.tgz
check "the last part of a name is enough" contains out "goroutine 1 ["
run 3 "$REPORT" --cat no-such-member sick.tgz
run 3 "$REPORT" --list "$work/no-such-file"
run 2 "$REPORT" --cat status sick.tgz sick.tgz

# Loose files of different kinds are one side; the same numbers come out as from the bundle.
"$REPORT" --cat goroutine-debug2.txt sick.tgz | gzip >stacks.gz
"$REPORT" --cat 10-process/status sick.tgz >saved-status
"$REPORT" --cat 30-files/fd.tsv sick.tgz >descriptors
run 0 "$REPORT" -o bundle.json sick.tgz
run 0 "$REPORT" -o loose.json heap.pb.gz stacks.gz saved-status descriptors
json loose.json '.bundles[0].loose and (.bundles[0].files | length == 4)'
same() { # METRIC
    local query=".metrics[\"$1\"].a"
    check "the same $1 as in the bundle" \
        test "$(jq -r "$query" bundle.json)" = "$(jq -r "$query" loose.json)"
}
same go.goroutines
same process.rss
same fds.total
same go.heap.inuse_space
json loose.json '.bundles[0].identity.boot_id == null'

# Two of a kind are compared, in the order of the time inside.
curl -fsS "${target_url%/}/debug/pprof/heap" -o later.pb.gz || check "fetched a second profile" false
run 0 "$REPORT" -o pair.json later.pb.gz heap.pb.gz
json pair.json '.bundles | length == 2'
json pair.json '.bundles[0].file == "heap.pb.gz" and .bundles[1].file == "later.pb.gz"'
json pair.json '.same_process == false'
run 0 "$REPORT" -o x.json heap.pb.gz heap.pb.gz later.pb.gz
run 2 "$REPORT" -o x.json sick.tgz heap.pb.gz

# Two heap profiles alone: counters that go on make them one process, and a leak is named; those of another
# process do not.
fetch() { # FILE
    curl -fsS "${target_url%/}/debug/pprof/heap?gc=1" -o "$1" || check "fetched $1" false
}
start_target grow.log "$TARGETS/leaky" -heap 20M -memprofilerate 512 -for 2m || exit 1
fetch early.pb.gz # what the server itself needs is there from now on
sleep 1
fetch evening.pb.gz
sleep 4
fetch morning.pb.gz
end_target "$target_pid"
start_target anew.log "$TARGETS/leaky" -heap 20M -memprofilerate 512 -for 2m || exit 1
sleep 8
fetch anew.pb.gz
end_target "$target_pid"
run 0 "$REPORT" -o night.json evening.pb.gz morning.pb.gz
json night.json '.same_process and (.caveats[0] | test("^they do not say .* but each of the [0-9]+ places"))'
json night.json 'any(.findings[]; .rule == "heap.growing" and .severity != "note")'
json night.json '.verdict.text | test("leak of memory"; "i")'
json night.json '[.findings[].next[] | select(startswith("$ go tool pprof") and endswith("-diff_base evening.pb.gz morning.pb.gz"))] | length > 0'
json night.json '[.findings[].next[] | select(test("tar -x"))] == []'
run 0 "$REPORT" -o anew.json evening.pb.gz anew.pb.gz
json anew.json '.same_process == false and (.caveats[0] | test("they do not say whether"))'

# A folder, an archive of it, standard input.
mkdir saved && cp heap.pb.gz stacks.gz saved-status saved/ && echo "dear diary" >saved/notes.txt
run 0 "$REPORT" -o folder.json saved/
json folder.json '.bundles[0].files | length == 3'
json folder.json '[.missing[] | select(.artifact == "notes.txt")] | length == 1'
tar -cJf saved.tar.xz saved
run 0 "$REPORT" -o packed.json saved.tar.xz
json packed.json '.bundles[0].files | length == 3'
"$REPORT" -o piped.json - <sick.tgz >/dev/null
check "a bundle from standard input" test $? -eq 0
json piped.json '.bundles[0].complete == (.missing | map(select(.status != "skipped" and .status != "unsupported")) | length == 0)'
mkdir whole && tar -xzf sick.tgz -C whole
run 0 "$REPORT" -o whole.json whole
json whole.json '.bundles[0].loose == false and .bundles[0].identity.pid != null'

# A step of what is counted is a whole number, also where the mean before and after it is none.
{
    echo time,heap_alloc_bytes,heap_inuse_bytes,goroutines,rss_mb
    for ((i = 0; i < 90; i++)); do
        printf '2026-11-25T%02d:%02d:00Z,2000000,3000000,%d,30.0\n' $((1 + i / 60)) $((i % 60)) \
            $(((i < 45 ? 9 : 17) + (i % 3 == 0) + (i % 5 == 0)))
    done
} >step.csv
run 0 "$REPORT" -o step.md step.csv
check "a step of goroutines" grep -qE '^. goroutines .*[+]8 at once at 2026-11-25 01:4[45]' step.md
check "no log of collect, no word on its bundles" test "$(grep -c 'requests of collect' step.md)" = 0

# The same log with its newest row first says the same.
{
    head -n 1 step.csv
    tail -n +2 step.csv | tac
} >turned.csv
run 0 "$REPORT" -o turned.md turned.csv
check "it is told that the log was turned round" grep -q 'newest row first' turned.md
check "a step of goroutines in a log that was turned round" \
    test "$(grep '^. goroutines' turned.md)" = "$(grep '^. goroutines' step.md)"

run 3 "$REPORT" -o x.json saved/notes.txt
check "nothing is left beside the reports" test -z "$(find . -name '.*.json.*')"
finish
