#!/usr/bin/env bash
# watch.sh [MINUTES] [BUILD_FOLDER] - what collect --watch itself costs: CPU (without the bundles, which
# are taken by children) and resident memory, at one sample a second on a Go program with 2,000
# descriptors and 10,000 goroutines, over ten minutes. Promised: below 0.1 % of one processor, 12 MB.
# Build with: cmake --preset release -B build/bench -DBUILD_TESTING=ON && cmake --build build/bench --target collect
set -u
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
minutes=${1:-10}
build=$(realpath -m -- "${2:-$top/build/bench}")
collect=$build/collect/collect
# shellcheck source=tests/lib/go.sh
. "$top/tests/lib/go.sh"
# shellcheck source=tests/lib/process.sh
. "$top/tests/lib/process.sh"
[[ -x $collect ]] || { echo "$collect is not built" >&2 && exit 1; }
work=$(mktemp -d "${TMPDIR:-/tmp}/bench-watch.XXXXXX") || exit 1
trap 'end_all_targets; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work" || exit 1

cpu_ns() { # PID: on a processor since it began, as the scheduler counts it
    cut -d' ' -f1 "/proc/$1/schedstat"
}

go_build "$top" leaky "$work/leaky" || exit 1
start_target leaky.log ./leaky -fds 2000 -goroutines 10000 -heap 50M -head-start 1s -hold -for "$((minutes + 5))m" || exit 1
"$collect" -q --watch --every 1s --quick --when 'process.rss>100G' --when 'go.goroutines grows 100000 in 10m' \
    -o night "$target_pid" >night.out &
watch=$!
started+=("$watch")
for ((try = 0; try < 600; try++)); do # the baseline is over
    grep -q $'\tbundle\t' night/mem-*.events.tsv 2>/dev/null && break
    sleep 0.1
done
echo "$(find "/proc/$target_pid/fd" -mindepth 1 | wc -l) descriptors, $(awk -F, 'NR > 1 && $4 != "" {n = $4} END {print n}' night/mem-*.log) goroutines, $minutes minutes"
before=$(cpu_ns "$watch") began=$(date +%s%N)
most=0
for ((minute = 0; minute < 6 * minutes; minute++)); do
    sleep 10
    rss=$(awk '/^VmRSS/ {print $2}' "/proc/$watch/status")
    ((rss > most)) && most=$rss
done
awk -v cpu=$(($(cpu_ns "$watch") - before)) -v wall=$(($(date +%s%N) - began)) -v most="$most" -v peak="$(awk '/^VmHWM/ {print $2}' "/proc/$watch/status")" '
    BEGIN { printf "CPU %.4f %% of one processor (%.1f ms a minute), %.1f MiB resident (peak since the start %.1f MiB)\n",
        100 * cpu / wall, cpu / wall * 60000, most / 1024, peak / 1024 }'
awk -F, 'NR == 1 {for (i = 1; i <= NF; i++) name[i] = $i; next} {rows++; for (i = 1; i <= NF; i++) n[i] += $i != ""}
    END {for (i = 1; i <= NF; i++) if (n[i] && n[i] < rows) printf "%s in %d of %d rows\n", name[i], n[i], rows}' night/mem-*.log
kill -INT "$watch"
wait "$watch"
