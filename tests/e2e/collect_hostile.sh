#!/usr/bin/env bash
# collect_hostile.sh - a pprof server that hangs, trickles, lies or resets costs the profile that it
# spoils and nothing else: the run ends in time, the manifest says why, nothing false is stored.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
deadline=8

# Each argument is PROFILE=BEHAVIOUR. Nothing of such a profile may be called ok.
against() {
    local options=() pair began=$SECONDS name
    name=against-$((++rounds))
    for pair; do
        options+=(-on "/debug/pprof/$pair")
    done
    start_target "$name.log" "$TARGETS/hostile" -for 1m "${options[@]}" || return 1
    run 1 measured "$COLLECT" --deadline "$deadline" --seconds 1 --trace 1 -o "$name.tgz" "$target_url"
    check "$*: it took $peak KiB of memory" test "$peak" -le "$peak_most"
    checks=$((checks + 1))
    ((SECONDS - began <= deadline + 5)) || say_failed "$*: took $((SECONDS - began)) s"
    end_target "$target_pid"
    unpack "$name.tgz" "$name" || return 1
    for pair; do
        spoilt "$name" "${pair%%=*}" "${pair#*=}"
    done
    check "$name: no empty profile" test -z "$(find "$name/40-go" -name '*.gz' -size 0)"
    while IFS= read -r profile; do
        check "$name: $profile is sound gzip" gzip -t "$profile"
    done < <(find "$name/40-go" -name '*.pb.gz')
}
rounds=0

# Runs a program and sets peak: the most memory that it had. A sanitizer has its own share of it.
measured() {
    local pid now
    peak=0
    "$@" &
    pid=$!
    while now=$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$pid/status" 2>/dev/null) && [[ -n $now ]]; do
        peak=$now
        sleep 0.05
    done
    wait "$pid"
}
peak_most=32768
! grep -qa __asan_init "$COLLECT" || peak_most=65536
export ASAN_OPTIONS="$ASAN_OPTIONS:quarantine_size_mb=1"

spoilt() { # FOLDER PROFILE BEHAVIOUR
    local id=go.$2
    [[ $2 != profile ]] || id=go.cpu
    json "$1/manifest.json" 'any(.artifacts[]; .id == $id and .status != "ok" and .reason != "")' \
        --arg id "$id" || jq -c --arg id "$id" '.artifacts[] | select(.id == $id)' "$1/manifest.json"
    check "$2 with $3 is not stored" test ! -e "$1/40-go/${id#go.}.pb.gz"
}

against heap=hang-body allocs=trickle block=reset mutex=gzip-truncated threadcreate=login profile=500
against heap=gzip-not allocs=pprof-garbage block=length-long mutex=empty threadcreate=early-close \
    profile=hang-header
against heap=redirect-away allocs=redirect-loop block=redirect-file mutex=401 threadcreate=403 profile=404
against heap=endless allocs=gzip-bomb block=headers-endless threadcreate=trickle-header

against heap=trailers allocs=100-endless block=103-trickle mutex=chunk-endless threadcreate=chunk-garbage \
    profile=chunk-huge
against heap=packed-bomb allocs=http-0.9 block=101 mutex=length-negative threadcreate=trailers

# Several that never end share one ceiling: what matters least goes first.
against heap=endless allocs=endless mutex=endless block=endless
json "against-$rounds/manifest.json" 'any(.artifacts[]; .id == "go.allocs" and .status == "truncated")'
json "against-$rounds/manifest.json" 'any(.artifacts[]; .reason | strings | contains("everything together"))' ||
    jq -c '.artifacts[] | select(.id | startswith("go."))' "against-$rounds/manifest.json"

# An index that is made to mislead: names become files of the bundle only where they are safe.
start_target index.log "$TARGETS/hostile" -for 1m -on /debug/pprof/=index-hostile || exit 1
run "0 1" "$COLLECT" --deadline 30 --seconds 0 --trace 0 -o index.tgz "$target_url"
tar -tzf index.tgz >names
check "every name is plain: $(grep -vE '^[A-Za-z0-9._/-]+$' names | head -n 3)" \
    test "$(grep -cvE '^[A-Za-z0-9._/-]+$' names)" = 0
check "no name leaves the folder" test "$(grep -cE '(^|/)\.\.?(/|$)|^/|//' names)" = 0
check "no name twice" test -z "$(sort names | uniq -d)"
check "one manifest" test "$(grep -c '/manifest.json$' names)" = 1

# An index of ten thousand profiles is longer than what is read of one: what its beginning lists is collected, and
# the rest is told.
start_target large.log "$TARGETS/hostile" -for 1m -on /debug/pprof/=index-large || exit 1
run 1 "$COLLECT" --deadline 30 --quick -o large.tgz "$target_url"
unpack large.tgz large
json large/manifest.json 'any(.artifacts[]; .id == "go.heap" and .status == "ok")'
json large/manifest.json '.artifacts[] | select(.id == "go.index") | .status == "partial" and (.reason | test("[0-9]{4} more"))'
json large/manifest.json '[.artifacts[] | select(.id | startswith("go.a-profile-"))] | length == 64'
finish
