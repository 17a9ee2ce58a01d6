#!/usr/bin/env bash
# arm64.sh DUMP - the live reader and arm64: programs that Go builds for it run in an emulator, and what
# DUMP (of this machine) and the same tool built for arm64 read out of their memory is compared with
# what their own endpoints say. The corpora of the fuzzers are replayed by arm64 code, too.
#
# Needs Go, qemu-aarch64 (Debian: qemu-user-static) and aarch64-linux-gnu-gcc (gcc-aarch64-linux-gnu with
# libc6-dev-arm64-cross); without one of them it says so and ends with 77 (skipped). What it cannot show:
# the kernel of an arm64 machine; process_vm_readv there (the emulator lacks it, so /proc/PID/mem is read).
set -u
dump=$(realpath "$1")
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=tests/lib/go.sh
. "$top/tests/lib/go.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/oracle-arm64.XXXXXX") || exit 1
target=''
end_target() {
    [[ -z $target ]] || { kill "$target" && wait "$target"; } 2>/dev/null
    target=''
}
trap 'end_target; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
failed=0
say_failed() { echo "FAILED: $*" && failed=1; }

go=$(find_go) || { echo 'no go found: nothing to read' && exit 77; }
qemu=$(command -v qemu-aarch64-static || command -v qemu-aarch64) || { echo 'no qemu-aarch64: not run' && exit 77; }
cross=${CROSS_ARM64:-aarch64-linux-gnu-gcc}
command -v "$cross" >/dev/null || { echo "no $cross: not run" && exit 77; }
sysroot=$("$cross" -print-sysroot) && [[ -n $sysroot && $sysroot != / ]] || sysroot=/usr/aarch64-linux-gnu

# build_arm64 OUTPUT SOURCE...: golive and what it needs of shared, as an arm64 program.
build_arm64() {
    local output=$1
    shift
    "$cross" -std=c11 -D_GNU_SOURCE -O1 -g -static -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
        -Wno-maybe-uninitialized -Werror -I"$top/shared" -I"$top/collect/golive" -I"$top/tests/unit" \
        -o "$output" "$@" "$top"/collect/golive/*.c "$top"/shared/{arena,fileio,sbuf,slice,status,tsv}.c -lm
}
"$cross" -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only -I"$top/collect" -I"$top/collect/golive" \
    -I"$top/shared" "$top"/collect/source*.c "$top"/collect/{live_profile,pprof_writer}.c || say_failed 'the sources of collect'
build_arm64 "$work/dump" "$top/tests/oracle/golive_dump.c" || exit 1
for fuzz in live heap; do
    build_arm64 "$work/replay_$fuzz" "$top/tests/fuzz/fuzz_$fuzz.c" "$top/tests/fuzz/fuzz_replay.c" || exit 1
    "$qemu" "$work/replay_$fuzz" "$top/tests/fuzz/corpus/$fuzz" >"$work/replay.log" 2>&1 ||
        say_failed "replay of corpus/$fuzz: $(tail -n 3 "$work/replay.log")"
    echo "corpus/$fuzz as arm64 code: $(tail -n 1 "$work/replay.log")"
done

# Goroutines with equal text, with another, and missing; what the request itself made is not ours, and
# words out of date ("0x1?") may differ.
compare_goroutines() { # OURS THEIRS -> "SAME DIFFERENT MISSING"
    awk 'BEGIN { RS = ""; FS = "\n" }
        !/^goroutine [0-9]/ { next }
        { gsub(/0x[0-9a-f]+\?/, "?"); split($1, word, " "); id = word[2] }
        FNR == NR { ours[id] = $0; next }
        !(id in ours) { if (!/net\/http|pprof/) missing++; next }
        ours[id] == $0 { same++; next }
        { different++; print ours[id] "\n---\n" $0 > "/dev/stderr" }
        END { print same + 0, different + 0, missing + 0 }' "$1" "$2"
}
# without those that only the next collection will publish: the requests themselves make some
records() { grep -E '^[0-9]+: [0-9]+ \[[1-9][0-9]*: [0-9]+\] @' "$1" | sort; }

compare() { # WHAT OURS
    local what=$1 ours=$2 same different missing
    read -r same different missing < <(compare_goroutines "$ours" "$work/debug2" 2>"$work/diff")
    echo "$what: $same goroutines the same, $different differ, $missing missing; $(records "$ours" | wc -l) heap records"
    ((same >= 200 && different <= 1 && missing == 0)) || say_failed "$what: goroutines: $(head -c 800 "$work/diff")"
    [[ -n $(records "$ours") && $(records "$ours") == "$(records "$work/heap1")" ]] ||
        say_failed "$what: heap records: $(diff <(records "$ours") <(records "$work/heap1") | head -n 8)"
    for number in NextGC LastGC NumGC; do
        [[ $(grep "^# $number = " "$ours") == "$(grep "^# $number = " "$work/heap1")" ]] || say_failed "$what: $number"
    done
}

for build in plain stripped pie; do
    options=("-ldflags=-s -w")
    [[ $build == plain ]] && options=()
    [[ $build == pie ]] && options+=(-buildmode=pie)
    GOARCH=arm64 go_build "$top" zoo "$work/zoo" -tags pprof "${options[@]}" || { say_failed "$build: no program" && continue; }
    : >"$work/log" # now: the program before has said in it that it listens
    "$qemu" -L "$sysroot" "$work/zoo" -each 10 -memprofilerate 4096 >"$work/log" 2>&1 </dev/null &
    target=$!
    for ((try = 0; try < 200; try++)); do
        grep -qs '^listening' "$work/log" && break
        sleep 0.1
    done
    url=$(awk '$1 == "listening" {print $2}' "$work/log")
    [[ -n $url ]] || { say_failed "$build: it does not start: $(tail -n 3 "$work/log")" && continue; }
    "$dump" "$target" "$work/zoo" >"$work/native" 2>"$work/native.err" || say_failed "$build: $(cat "$work/native.err")"
    "$qemu" "$work/dump" "$target" "$work/zoo" >"$work/emulated" 2>"$work/emulated.err" ||
        say_failed "$build, arm64: $(cat "$work/emulated.err")"
    curl -fsS "$url/debug/pprof/goroutine?debug=2" -o "$work/debug2" || say_failed "$build: no answer"
    curl -fsS "$url/debug/pprof/heap?debug=1" -o "$work/heap1" || say_failed "$build: no answer"
    end_target
    compare "$("$go" version | awk '{print $3}') $build, read by this machine" "$work/native"
    compare "$("$go" version | awk '{print $3}') $build, read by arm64 code" "$work/emulated"
done
exit $failed
