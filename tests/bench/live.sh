#!/usr/bin/env bash
# live.sh [BUILD_FOLDER] - what it costs to read all goroutines of a process from outside, beside
# `goroutine?debug=2` of the same process in one run: wall time, CPU and memory of the reader, and the
# longest gap that a spinning goroutine of the target saw meanwhile. Two controls: nothing, and a
# program that only burns as much CPU as the reader. Three minutes.
# Build with: cmake --preset release -B build/bench -DBUILD_TESTING=ON && cmake --build build/bench --target live_read
set -u
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$(realpath -m -- "${1:-$top/build/bench}")
reader=$build/tests/bench/live_read
# shellcheck source=tests/lib/go.sh
. "$top/tests/lib/go.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/bench-live.XXXXXX") || exit 1
# shellcheck source=tests/bench/gap.sh
. "$top/tests/bench/gap.sh"
trap 'end_zoo; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work" || exit 1
[[ -x $reader ]] || { echo "$reader is not built" >&2 && exit 1; }
measure() { # GOROUTINES
    local n=$1 before ms
    start_zoo -each 0 -deep 0 -workers "$n" || exit 1
    echo "$n goroutines"
    "$reader" "$zoo" 5 | sort -n | tee readings | awk '
        { v[NR] = $0 } END { split(v[1], best); split(v[int((NR + 1) / 2)], mid)
            printf "  from memory:  %7.1f ms wall at best, %7.1f median, %7.1f ms CPU, %5.1f MiB of memory, " \
                "%d goroutines, %.1f MiB of text\n", best[1], mid[1], mid[2], mid[6], mid[3], mid[4] / 1048576 }'
    before=$(cpu_of "$zoo")
    curl -s -o dump -w '%{time_total}' "$zoo_url/debug/pprof/goroutine?debug=2" >wall
    awk -v before="$before" -v after="$(cpu_of "$zoo")" -v bytes="$(stat -c %s dump)" '
        { printf "  debug=2:      %7.1f ms wall, %d ms CPU of the target (with what it spins), %.1f MiB of text\n",
            $1 * 1000, after - before, bytes / 1048576 }' wall
    ms=$(awk 'NR == 3 { print $2 }' readings)
    phase "nothing (control)" true
    phase "a program that burns $ms ms of CPU (control)" burn "$ms"
    phase "read from memory" "$reader" "$zoo"
    phase "goroutine?debug=2" curl -s -o dump "$zoo_url/debug/pprof/goroutine?debug=2"
    stop_zoo
}

go_build "$top" zoo "$work/zoo" -tags pprof || exit 1
for n in 10000 100000; do
    measure "$n"
done
