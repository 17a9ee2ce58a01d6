#!/bin/sh
# profile.sh BUILD_FOLDER [-pprof]: time and memory of a large heap profile (390,000 samples of 24 to 90
# frames, about 17 MB gzipped) and of a pair of such, beside gunzip; with -pprof also beside
# `go tool pprof -top`, which takes minutes, and then the numbers are compared too.
# Build with: cmake --preset release -B build/bench -DBUILD_TESTING=ON
set -eu
build=$1
tmp=$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
export PPROF_TMPDIR="$tmp"
cmake --build "$build" --target make_profile profile_dump >/dev/null
make="$build/tests/bench/make_profile" dump="$build/tests/oracle/profile_dump"
"$make" 390000 7 | gzip >"$tmp/a.pb.gz"
"$make" 430000 7 | gzip >"$tmp/b.pb.gz"
wc -c "$tmp"/*.pb.gz

measure() { # LABEL OUTPUT COMMAND...
    label=$1 output=$2
    shift 2
    /usr/bin/time -f "%e s wall, %U s user, %M KiB" -o "$tmp/time" "$@" >"$output" 2>/dev/null
    printf '%-36s %s\n' "$label" "$(cat "$tmp/time")"
}

for run in 1 2 3; do
    echo "run $run"
    measure "gunzip a" /dev/null gzip -dc "$tmp/a.pb.gz"
    measure "parse and count a" "$tmp/ours" "$dump" "" "$tmp/a.pb.gz"
    measure "parse and count a and b" "$tmp/ours.pair" "$dump" "" "$tmp/a.pb.gz" "$tmp/b.pb.gz"
done
[ "${2:-}" = -pprof ] || exit 0
pprof=$(go tool -n pprof)
all="-symbolize=none -top -nodefraction=0 -edgefraction=0 -nodecount=1000000 -unit=bytes"
for pair in "" "-diff_base=$tmp/a.pb.gz"; do
    file=${pair:+b} ours=${pair:+.pair}
    # shellcheck disable=SC2086
    measure "pprof -top ${pair:+-diff_base }" "$tmp/theirs" "$pprof" $all $pair "$tmp/${file:-a}.pb.gz"
    awk 'table { sub("B", "", $1); sub("B", "", $4); print $1, $4, $6 } $1 == "flat" { table = 1 }' \
        "$tmp/theirs" | LC_ALL=C sort >"$tmp/want"
    grep -v '^total' "$tmp/ours$ours" | LC_ALL=C sort | cmp - "$tmp/want" && echo "equal numbers"
done
