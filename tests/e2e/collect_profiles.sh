#!/usr/bin/env bash
# collect_profiles.sh - profiles that only this program has are collected under their own names, goroutineleak comes
# last of all, and what is requested is what --dry-run said.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
start_target zoo.log "$TARGETS/zoo_pprof" -each 0 -deep 0 -workers 5 -mark zoo -requests -for 3m || exit 1

asked() { sed -n 's/^request //p' zoo.log; }

run 0 "$COLLECT" --dry-run --seconds 1 --trace 1 "$target_pid"
cp out plan
check "a dry run asks nothing" test -z "$(asked)"
run 0 "$COLLECT" --seconds 1 --trace 1 -o b.tgz "$target_pid"
unpack b.tgz b

artifact() { # ID EXPRESSION
    json b/manifest.json "[.artifacts[] | select(.id == \"$1\")] | length == 1 and (.[0] | $2)"
}
for id in go.zoo.handles go.zoo-own-one go.goroutineleak; do
    artifact "$id" '.status == "ok" and .bytes > 0'
    check "$id is a profile" gzip -t "b/40-go/${id#go.}.pb.gz"
done
json b/manifest.json '[.artifacts[] | select(.id | startswith("go.live.") | not) | select(.id | startswith("go."))
    | select(.start_s)] | max_by(.start_s) | .id == "go.goroutineleak"'
check "goroutineleak is asked for last: $(asked | tail -n 1)" test "$(asked | tail -n 1)" = /debug/pprof/goroutineleak
run 0 "$REPORT" -o r.json b.tgz

# Each line of the plan was requested once, and nothing else but the profiles that only the index could name.
sed -n 's|.* GET http://[^/]*||p' plan | sort -u >planned
asked | sort >requested
check "nothing is asked twice: $(uniq -d requested | head -n 3)" test -z "$(uniq -d requested)"
check "all that was planned: $(comm -23 planned requested | tr '\n' ' ')" test -z "$(comm -23 planned requested)"
extra=$(comm -13 planned requested | tr '\n' ' ')
check "and no more: $extra" test "$extra" = "/debug/pprof/zoo.handles /debug/pprof/zoo/own%20one "
check "the plan says that there may be more" contains plan "every other profile that its index lists"

# --list, --dry-run and the manifest know the same ids.
run 0 "$COLLECT" --list --hash-exe
sed -n '2,/^go.NAME/s/^\([a-z][a-z0-9._-]*\) .*/\1/p' out | sort >listed
awk '/^Left out/ { exit } /^  [a-z]/ && $1 != "go.NAME" { print $1 }' plan | sort -u >planned-ids
jq -r '.artifacts[] | select(.source != "collect") | .id' b/manifest.json | sort -u >collected
check "the plan names what is listed: $(comm -3 <(grep -v exe-hash listed) planned-ids | tr '\n' ' ')" \
    test -z "$(comm -3 <(grep -v exe-hash listed) planned-ids)"
check "and nothing else is in the bundle: $(comm -13 listed collected | tr '\n' ' ')" \
    test "$(comm -13 listed collected | tr '\n' ' ')" = "go.zoo-own-one go.zoo.handles "
finish
