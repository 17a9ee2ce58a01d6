#!/usr/bin/env bash
# report.sh BUILD_FOLDER [BUNDLE...]: time and memory of whole reports, HTML and Markdown, sandbox and
# all: a large heap profile and a pair of such (profile.sh says how large), a dump of 100,000 goroutines
# and 250 MB, and ordinary bundles; beside gunzip and wc.
# Build with: cmake --preset release -B build/bench -DBUILD_TESTING=ON
set -eu
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
build=${1:?the build folder}
shift
tmp=$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
cmake --build "$build" --target make_profile report >/dev/null
report=$build/report/report
"$build/tests/bench/make_profile" 390000 7 | gzip >"$tmp/a.pb.gz"
"$build/tests/bench/make_profile" 430000 7 | gzip >"$tmp/b.pb.gz"

awk -v n=100000 -f "$here/make_dump.awk" >"$tmp/dump.txt"
wc -c "$tmp"/*

measure() { # LABEL COMMAND...
    local label=$1
    shift
    /usr/bin/time -f "%e s wall, %U s user, %M KiB" -o "$tmp/time" "$@" >/dev/null 2>&1
    printf '%-36s %s\n' "$label" "$(tail -n 1 "$tmp/time")"
}

whole() { # LABEL FILE...
    local label=$1
    shift
    measure "$label" "$report" -q -o "$tmp/x.html" -o "$tmp/x.md" "$@"
}

for run in 1 2 3; do
    echo "run $run"
    measure "gunzip of the profile" gzip -dc "$tmp/a.pb.gz"
    whole "report: the profile" "$tmp/a.pb.gz"
    whole "report: two of them" "$tmp/a.pb.gz" "$tmp/b.pb.gz"
    measure "wc -l of the dump" wc -l "$tmp/dump.txt"
    whole "report: the dump" "$tmp/dump.txt"
    for bundle; do
        whole "report: $(basename "$bundle")" "$bundle"
    done
done
