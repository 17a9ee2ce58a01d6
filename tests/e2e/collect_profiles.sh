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

# The number of goroutines once a second, where it cannot be read out of the process; and only there.
column() { # BUNDLE COLUMN: its cells of samples.csv
    tar -xzOf "$1" --wildcards '*/samples.csv' | cut -d, -f"$2" | sed 1d
}
index_asked() { asked | grep -cx /debug/pprof/; }
before=$(index_asked)
run 0 "$COLLECT" --seconds 4 --trace 0 --skip go.trace -q -o live.tgz "$target_pid"
check "what is read is not asked for: $(index_asked)" test "$(index_asked)" -eq $((before + 1))
run 0 "$COLLECT" --seconds 4 --trace 0 --live never -q -o index.tgz "$target_pid"
check "the server tells it each second: $(column index.tgz 4)" test "$(column index.tgz 4 | grep -c '^[0-9]')" -ge 3
check "as many as it has: $(column index.tgz 4)" test "$(column index.tgz 4 | tail -n 1)" -gt 5
check "it was asked at most once a second: $(index_asked)" test "$(index_asked)" -le $((before + 8))
check "the heap is not asked for" test -z "$(column index.tgz 2 | grep .)"
run 0 "$COLLECT" --dry-run --live never "$target_pid"
check "the plan says it" contains out "again each second"
run 0 "$COLLECT" --seconds 3 --trace 0 --live never --skip samples -q -o none.tgz "$target_pid"
check "nobody wants it: $(index_asked)" test "$(index_asked)" -le $((before + 9))

# Go takes one profile of the CPU at a time, and one trace: who comes second is told what to do.
curl -fsS -o other.pb.gz "$target_url/debug/pprof/profile?seconds=8" &
others=($!)
curl -fsS -o other.trace "$target_url/debug/pprof/trace?seconds=8" &
others+=($!)
sleep 1
run 1 "$COLLECT" -q --seconds 1 --trace 1 --only go.cpu,go.trace,go.heap -o second.tgz "$target_pid"
unpack second.tgz second
json second/manifest.json '[.artifacts[] | select(.id == "go.cpu" or .id == "go.trace") | select(.status == "failed" and
    (.reason | test("^HTTP 500: somebody else is taking a .*: try again when that has ended$")))] | length == 2'
json second/manifest.json 'any(.artifacts[]; .id == "go.heap" and .status == "ok")'
wait "${others[@]}"

# Where the kernel lets nobody read the memory of a process (Yama), what its server told is no gap. Here the two ways
# to read it are closed by hand: a device that may not be opened, and a call that fails.
cat >closed <<'SH'
mkdir -p nodev && mount -t tmpfs -o nodev tmpfs nodev && mknod nodev/none c 1 3 &&
    mount --bind nodev/none "/proc/$1/mem" || exit 9
shift
exec strace -f -qq -o /dev/null -e trace=process_vm_readv -e inject=process_vm_readv:error=EPERM "$@"
SH
live() { # BUNDLE -> the status of what is read from memory, each once
    tar -xzOf "$1" --wildcards '*/manifest.json' |
        jq -r '[.artifacts[] | select(.id | startswith("go.live.")) | .status] | unique | join(" ")'
}
export ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" # it does not work under a tracer
if [[ $(id -u) == 0 ]] && unshare --mount -- bash closed "$target_pid" true 2>/dev/null; then
    closed=(unshare --mount -- bash closed "$target_pid" "$COLLECT" --quick -q)
    run 0 "${closed[@]}" -o told.tgz "$target_pid"
    check "the server told it: $(live told.tgz)" test "$(live told.tgz)" = unsupported
    run 1 "${closed[@]}" --live always -o always.tgz "$target_pid"
    check "asked for, it is a gap: $(live always.tgz)" test "$(live always.tgz)" = denied
    run 1 "${closed[@]}" --skip go.goroutine.debug2 -o some.tgz "$target_pid"
    check "so it is where nothing else has it: $(live some.tgz)" test "$(live some.tgz)" = "denied unsupported"
else
    echo "the memory of a process cannot be closed here: not tested"
fi
finish
