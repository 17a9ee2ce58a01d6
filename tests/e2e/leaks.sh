#!/usr/bin/env bash
# leaks.sh - each leak is named, and its size is what the program itself counts.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

counters() { # FILE
    curl -sf "$target_url/counters" >"$1"
}

# A heap profile is that of the last collections; with GOGC=20 they are never far back.
start_target leaky.log env GOGC=20 "$TARGETS/leaky" -head-start 3s -heap 6M -for 3m || exit 1
counters a0.json
run "0 1" "$COLLECT" --seconds 2 -o a.tgz "$target_pid"
counters a1.json
sleep 5
counters b0.json
run "0 1" "$COLLECT" --seconds 2 -o b.tgz "$target_pid"
counters b1.json
run 0 "$REPORT" -o r.json -o r.md -o r.html a.tgz b.tgz
run 1 "$REPORT" --fail-on warning -o again.json a.tgz b.tgz
run 0 "$REPORT" -o single.json b.tgz

# between WHAT VALUE FIELD SIDE EXTRA: VALUE lies between what the program counted before and after
# that collection, give or take EXTRA of the program's own.
between() {
    local what=$1 value=$2 low high
    low=$(jq ".$3" "$4"0.json)
    high=$(jq ".$3" "$4"1.json)
    checks=$((checks + 1))
    awk -v v="$value" -v l="$low" -v h="$((high + $5))" 'BEGIN {exit !(v ~ /^[0-9.e+]+$/ && v >= l && v <= h)}' ||
        say_failed "$what: report says $value, the program $low to $high"
}
in_report() { jq "$1" r.json; }

# Groups of one state can be split (a wait of a minute is told apart), so they are added up.
watchers='[.goroutines.groups[] | select(any(.frames[]; .function | test("leaky/watcher\\.")))]'
between "goroutines of watcher" "$(in_report "$watchers | map(.count) | add")" goroutines b 0
between "goroutines" "$(in_report .metrics.\"go.goroutines\".b)" goroutines b 20
between "goroutines, first bundle" "$(in_report .metrics.\"go.goroutines\".a)" goroutines a 20
between "descriptors" "$(in_report .metrics.\"fds.total\".b)" fds b 20
between "descriptors, first bundle" "$(in_report .metrics.\"fds.total\".a)" fds a 20
between "files" "$(in_report '[.descriptors.by_path[] | select(.template | test("jsonl")) | .count] | add')" files b 0
between "duplicates" "$(in_report '[.descriptors.by_path[] | select(.template | test("jsonl")) | .duplicates] | add')" \
    duplicates b 0
between "pipes" "$(in_report .descriptors.by_type.pipe)" pipes b 4
between "sockets" "$(in_report .descriptors.by_type.socket)" sockets b 10

# That of the last garbage collection, and sampled: half to all of the truth.
heap=$(in_report '[.profiles.heap.b.top[] | select(.function | test("leaky/sessions\\.readTranscript"))
    | .flat.inuse_space] | add')
checks=$((checks + 1))
awk -v h="$heap" -v t="$(jq .heap_bytes b1.json)" 'BEGIN {exit !(h > t * 0.5 && h < t * 1.25)}' ||
    say_failed "heap of readTranscript: $heap, the program holds $(jq .heap_bytes b1.json)"

# Growth along the path on which the program leaks, with the error of its sampling.
json r.json '.heap_growth[0] | (.application | test("leaky/sessions\\.readTranscript")) and .error > 0
    and .delta > .error and (.path | any(test("sessions\\.")))'
growth=$(jq -r '.heap_growth | map(select(.application | test("sessions"))) | map(.delta) | add' r.json)
# A profile is behind by up to two collections: the first may know nothing yet of what the program held then.
least=$(jq -s '.[1].heap_bytes - .[0].heap_bytes' a1.json b0.json)
checks=$((checks + 1))
awk -v g="$growth" -v l="$least" -v h="$(jq .heap_bytes b1.json)" 'BEGIN {exit !(g > l * 0.4 && g < h * 1.25)}' ||
    say_failed "growth along the path: $growth, the program's own: $least, and it holds $(jq .heap_bytes b1.json)"
json r.json '[.profiles.heap.b.lines[] | select(.function | test("readTranscript"))] | length > 0 and all(.line > 0)'
json r.json '[.profiles.heap.b.modules[].owned.inuse_space] | add > 0'
check "Markdown shows the path" contains r.md "Growth" "± "
run 0 "$REPORT" --max-chars 500000 -o long.md a.tgz b.tgz
check "Markdown shows what is churn" contains long.md "Allocated and in use"

for word in descriptor goroutine heap; do
    json r.json '[.findings[] | select(.severity == "warning" or .severity == "critical")
        | .title + .rule | ascii_downcase] | any(contains($word))' --arg word "$word"
done
json r.json '[.findings[].evidence | length] | all(. > 0)'
json r.json '[.findings[].next | length] | all(. > 0)'
json r.json '[.findings[] | .title + .text] | any(test("watcher"))'
json r.json '.verdict.severity == "warning" or .verdict.severity == "critical"'
json r.json '.metrics["fds.total"] | .delta == .b - .a and .per_hour > 0'
check "Markdown names the leak" contains r.md "watcher" "jsonl"
check "HTML names the leak" contains r.html "watcher" "jsonl"
check "Markdown fits an issue" test "$(wc -m <r.md)" -lt 65536
check "HTML fetches nothing: links to source are for a click" test "$(grep -oE '(src|href)="(https?:)?//|<a class="source" rel="noopener noreferrer" target="_blank" href="https://(github|gitlab|bitbucket|codeberg|gitea)[^"<>]*"' r.html | grep -vc '^<a class="source"')" = 0
finish
