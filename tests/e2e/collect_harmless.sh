#!/usr/bin/env bash
# collect_harmless.sh - the target gets no signal and no tracer, whatever is collected; and a tool that does not
# want to end costs its own row only.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
start_target go.log "$TARGETS/leaky" -none -for 3m || exit 1
go=$target_pid

# A process that writes down every signal it gets. One that is ignored would not be seen, so all have a handler.
cat >noting.sh <<'SH'
for ((signal = 1; signal <= 64; signal++)); do
    trap "echo $signal >>signals" "$signal" 2>/dev/null
done
echo listening nowhere
for ((i = 0; i < 1800; i++)); do read -rt 0.1 <>pipe; done
SH
mkfifo pipe
: >signals
start_target noting.log bash noting.sh || exit 1
noting=$target_pid

tracers() { # PID: into the file tracers, who traces it while collect runs
    while [[ ! -e over ]]; do
        sed -n 's/^TracerPid:\t//p' "/proc/$1/status" "/proc/$1/task/"*/status 2>/dev/null
        sleep 0.02
    done | sort -u >tracers
}

for pid in "$go" "$noting"; do
    rm -f over
    tracers "$pid" &
    watcher=$!
    run "0 1" "$COLLECT" --seconds 1 --trace 1 -q -o b.tgz "$pid"
    touch over
    wait "$watcher"
    check "nobody traces $pid: $(tr '\n' ' ' <tracers)" test "$(cat tracers)" = 0
done
check "no signal came: $(tr '\n' ' ' <signals)" test ! -s signals
kill -USR1 "$noting"
for ((try = 0; try < 100 && $(stat -c %s signals) == 0; try++)); do sleep 0.05; done
check "one that is sent is written down" contains signals 10

# It stands back behind everything else, and so does all that it starts.
"$COLLECT" --seconds 2 -o b.tgz "$go" 2>err >out </dev/null &
guest=$!
for ((try = 0; try < 20; try++)); do
    sleep 0.1
    for pid in "$guest" $(pgrep -P "$guest"); do
        line="$(awk '{sub(/.*[)] /, ""); print $17}' "/proc/$pid/stat" 2>/dev/null) $(ionice -p "$pid" 2>/dev/null)"
        [[ -z $(tr -d '\0' <"/proc/$pid/cmdline") ]] || echo "$line" # one that has ended has no class any more
    done
done 2>/dev/null | sort -u >priorities
wait "$guest"
check "it is nice: $(tr '\n' ';' <priorities)" test "$(cat priorities)" = '10 best-effort: prio 7'
check "what the process used is said at the end" grep -qE '^Complete: .*, in which the process used [0-9.]+ (s|ms) of CPU$' err

# What collect and everything it starts ask of the kernel. -f follows the children; LeakSanitizer does not work
# under a tracer.
calls=trace=ptrace,kill,tkill,tgkill,rt_sigqueueinfo,rt_tgsigqueueinfo,pidfd_send_signal,process_vm_writev
touching() { # PID: lines that name it or one of its threads
    local ids
    ids=$(cd "/proc/$1/task" && echo * | tr ' ' '|')
    grep -vE -- '--- SIG|\+\+\+' calls | grep -E "\b($ids)\b"
}
traced() { # PID OPTION...
    local pid=$1
    shift
    ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" run "0 1" strace -f -qq -e "$calls" -o raw \
        "$COLLECT" --seconds 1 --trace 1 -q -o b.tgz "$@" "$pid"
    sed -E 's/^[0-9]+ +//' raw >calls # without the number of who asks
}
if strace -o /dev/null true 2>/dev/null; then
    traced "$go"
    check "nothing was asked of the Go process: $(touching "$go" | head -n 3)" test -z "$(touching "$go")"
    check "strace saw our own calls" test -s calls
    traced "$noting"
    check "nothing was asked of the other: $(touching "$noting" | head -n 3)" test -z "$(touching "$noting")"
    start_target spin.log "$TARGETS/zoo" -each 0 -deep 0 -spin -for 3m || exit 1
    # Between two slices of time the goroutine waits for its thread, runs nowhere, and need not be stopped.
    for ((try = 0; try < 10; try++)); do
        traced "$target_pid" --briefly-stop --only go.live
        if grep -q '^ptrace(' calls; then break; fi
    done
    check "--briefly-stop is seen, so a trace would be" grep -q '^ptrace(' calls
else
    echo "no strace that works here: the calls were not watched"
fi

# An lsof that ignores SIGTERM, starts another one like it, and never ends.
if [[ $(id -u) == 0 && -x /usr/bin/lsof ]] && unshare --mount true 2>/dev/null; then
    cat >stubborn <<'SH'
#!/bin/bash
trap '' TERM HUP INT
echo p1
(trap '' TERM HUP INT; exec -a stubborn-lsof-$PPID sleep 300) &
while :; do sleep 300; done
SH
    chmod 755 stubborn
    began=$SECONDS
    # shellcheck disable=SC2016
    run "0 1" unshare --mount -- bash -c 'mount --bind stubborn /usr/bin/lsof && exec "$@"' bash \
        "$COLLECT" --quick -q --only files,process.status -o stubborn.tgz "$noting"
    check "it costs ten seconds at most, not $((SECONDS - began))" test $((SECONDS - began)) -le 13
    unpack stubborn.tgz stubborn.d
    json stubborn.d/manifest.json '.artifacts[] | select(.id == "files.lsof") |
        .status == "timeout" and (.reason | test("lsof"))'
    json stubborn.d/manifest.json '[.artifacts[] | select(.id == ("files.fd", "process.status")) | .status] | unique == ["ok"]'
    check "nothing of it is left" test -z "$(pgrep -f 'stubborn-lsof-')"
else
    echo "no lsof can be put in the place of the real one here"
fi
finish
