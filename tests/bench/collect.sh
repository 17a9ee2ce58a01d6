#!/usr/bin/env bash
# collect.sh [BUILD_FOLDER] - what a snapshot costs: collect beside the commands that people run by hand, and beside
# promtool, on the same process in one run. The process: 10,000 goroutines, 5,000 descriptors, 1 GB of heap. Then
# what the process notices: the longest gap that a spinning goroutine saw meanwhile, beside the gap when nothing
# happens and when a program only burns as much CPU.
# Build with: cmake --preset release. Needs curl, jq, lsof, procps and GNU time; prometheus for the last part.
set -u
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$(realpath -m -- "${1:-$top/build/release}")
collect=$build/collect/collect
# shellcheck source=tests/lib/go.sh
. "$top/tests/lib/go.sh"
# shellcheck source=tests/lib/process.sh
. "$top/tests/lib/process.sh"
# shellcheck source=tests/bench/gap.sh
. "$top/tests/bench/gap.sh"
target_pid='' target_url='' # set by start_target
work=$(mktemp -d "${TMPDIR:-/tmp}/bench.XXXXXX") || exit 1
trap 'end_zoo; end_all_targets; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work" || exit 1
[[ -x $collect ]] || { echo "$collect is not built" >&2 && exit 1; }

# measure LABEL PID COMMAND...: wall time, CPU and memory of the command, and CPU that it cost the target.
measure() {
    local label=$1 pid=$2 before
    shift 2
    before=$(cpu_of "$pid")
    /usr/bin/time -f '%e %U %S %M' -o time "$@" >output 2>errors </dev/null
    awk -v label="$label" -v before="$before" -v after="$(cpu_of "$pid")" '
        END { printf "%-44s %6.2f s wall  %5.2f s own CPU  %6.1f MiB  %5.2f s CPU of the target\n",
              label, $1, $2 + $3, $4 / 1024, (after - before) / 1000 }' time
}

by_hand() { # PID URL: the steps of a typical diagnostic guide, one after another
    cat <<TXT
ps -p $1 -o pid,rss,vsz,pcpu,nlwp,etime >ps.txt
cat /proc/$1/status /proc/$1/limits >status.txt
ls /proc/$1/fd | wc -l >fds.txt
lsof -n -P -p $1 >lsof.txt
pmap -x $1 >pmap.txt
curl -s '$2/debug/pprof/heap' >heap.pb.gz
curl -s '$2/debug/pprof/allocs' >allocs.pb.gz
curl -s '$2/debug/pprof/goroutine?debug=1' >goroutine1.txt
curl -s '$2/debug/pprof/goroutine?debug=2' >goroutine2.txt
curl -s '$2/debug/pprof/heap?debug=1' >heap1.txt
curl -s '$2/debug/pprof/block' >block.pb.gz
curl -s '$2/debug/pprof/mutex' >mutex.pb.gz
curl -s '$2/debug/pprof/threadcreate' >threadcreate.pb.gz
TXT
}

slowest() { # BUNDLE
    tar -xzOf "$1" --wildcards '*/manifest.json' |
        jq -r '[.artifacts[] | select(.start_s and .id != "samples")] | max_by(.end_s - .start_s) |
            "slowest single source: \(.id), \((.end_s - .start_s) * 1000 | round) ms"'
}

go_build "$top" leaky "$work/leaky" || exit 1
ulimit -n 16384
start_target leaky.log ./leaky -for 10m -fds 500 -goroutines 1000 -heap 100M -head-start 10s -hold || exit 1
curl -s "$target_url/counters" | jq -r '"target: \(.goroutines) goroutines, \(.fds) descriptors, \(.heap_bytes / 1048576 | floor) MiB of heap"'
curl -s "$target_url/debug/pprof/heap?gc=1" >/dev/null # every run begins with the same settled heap

for run in 1 2 3; do
    echo "run $run"
    measure "collect --quick" "$target_pid" "$collect" -q --quick --max-goroutines 0 -o "quick$run.tgz" "$target_pid"
    by_hand "$target_pid" "$target_url" >by-hand.sh
    measure "the same by hand, one after another" "$target_pid" bash by-hand.sh
done
slowest quick3.tgz
stat -c %s quick3.tgz | awk '{ printf "bundle: %.0f KiB\n", $1 / 1024 }'
cat ./*.txt ./*.pb.gz | wc -c | awk '{ printf "by hand: %.0f KiB in files\n", $1 / 1024 }'

end_all_targets

# The same size of process, with a goroutine that reads the clock all the time.
snapshot() { # [OPTION...]
    rm -f gap.tgz
    /usr/bin/time -f '%U %S' -o time "$collect" --quick --max-goroutines 0 -o gap.tgz "$@" "$zoo"
}
go_build "$top" zoo "$work/zoo" -tags pprof || exit 1
start_zoo -each 0 -deep 0 -workers 10000 -chunks 2000 || exit 1
snapshot -q >>output 2>&1
ms=$(awk '{ printf "%d", ($1 + $2) * 1000 }' time)
echo "what the target notices: 10,000 goroutines, 1000 MiB of heap"
phase "nothing (control)" true
phase "a program that burns $ms ms of CPU (control)" burn "$ms"
phase "collect --quick" snapshot -q
phase "collect --quick, without goroutine?debug=2" snapshot -q --skip go.goroutine.debug2
phase "by hand, goroutine?debug=2 alone" curl -s -o dump "$zoo_url/debug/pprof/goroutine?debug=2"
stop_zoo

command -v prometheus >/dev/null && command -v promtool >/dev/null || exit 0
: >prometheus.yml
prometheus --config.file=prometheus.yml --storage.tsdb.path=data --web.listen-address=127.0.0.1:19090 \
    >prometheus.log 2>&1 </dev/null &
started+=($!)
prometheus_pid=$!
for ((try = 0; try < 100; try++)); do
    curl -sf http://127.0.0.1:19090/-/ready >/dev/null && break
    sleep 0.1
done
echo "prometheus, everything with 30 s of CPU profile"
measure "collect" "$prometheus_pid" "$collect" -q -o prometheus.tgz "$prometheus_pid"
measure "promtool debug all" "$prometheus_pid" promtool debug all http://127.0.0.1:19090
echo "members: $(tar -tzf prometheus.tgz | wc -l) and $(tar -tzf debug.tar.gz | wc -l)"
