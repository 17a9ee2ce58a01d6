#!/usr/bin/env bash
# collect_states.sh - processes in every state that a sick machine has: uninterruptible, stopped, a
# zombie, a kernel thread, dying midway, another user's, in other namespaces. collect ends in time with
# what there is, or says why not, and never hangs.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/e2e/watch_lib.sh
. "$top/tests/e2e/watch_lib.sh"
deadline=15

in_time() { # WHAT CODES OPTIONS... TARGET
    local what=$1 codes=$2 began=$SECONDS
    shift 2
    run "$codes" "$COLLECT" --deadline "$deadline" --seconds 1 "$@"
    checks=$((checks + 1))
    ((SECONDS - began <= deadline + 3)) || say_failed "$what: took $((SECONDS - began)) s"
}

state_of() { # PID
    sed -E 's/.*\) (.).*/\1/' "/proc/$1/stat" 2>/dev/null
}

wait_for() { # STATE PID
    local try
    for ((try = 0; try < 100; try++)); do
        [[ $(state_of "$2") == "$1" ]] && return 0
        sleep 0.05
    done
    echo "process $2 does not come into state $1" >&2
    return 1
}

# State D: whoever calls vfork() waits, deaf to all signals, until the child execs or ends.
"$TARGETS/vforked" 60 >vfork.log &
started+=($!)
asleep=$!
check "a process in state D" wait_for D "$asleep"
in_time "state D" "0 1" -o d.tgz "$asleep"
unpack d.tgz d
check "its state is in the bundle" grep -q '^State:.*D' d/10-process/status
run "0 1" "$REPORT" -o d.json d.tgz
json d.json 'any(.findings[]; .rule | startswith("threads."))'
began=$SECONDS
start_watch stuck --for 2s --when 'fds.total>1' "$asleep"
await_watch
check "a watch of it ends, too" test $((SECONDS - began)) -le 20
await_event stuck $'^end\t[0-9]+\t\t\ttime' 1
check "with its log and bundles" is_whole stuck
check "with its log and bundles" bundles_are_whole stuck

# A zombie: nothing but what the kernel keeps of it.
bash -c 'sleep 0.5 & exec sleep 60' &
started+=($!)
zombie=''
for ((try = 0; try < 100 && ${#zombie} == 0; try++)); do
    sleep 0.05
    zombie=$(ps -o pid=,stat= --ppid "${started[-1]}" | awk '$2 ~ /^Z/ { print $1 }')
done
check "a zombie" test -n "$zombie"
in_time "a zombie" "0 1" -o zombie.tgz "$zombie"
unpack zombie.tgz zombie
check "it says that it is one" grep -q '^State:.*Z' zombie/10-process/status
json zombie/manifest.json 'any(.artifacts[]; .id == "memory.maps" and .status != "ok" and .reason != "")'

# Dying midway: the bundle has what was there, and says that the process is gone.
start_target dying.log "$TARGETS/leaky" -none -for 2s || exit 1
run "0 1" "$COLLECT" --deadline "$deadline" --seconds 5 -o dying.tgz "$target_pid"
unpack dying.tgz dying
json dying/manifest.json '.target_alive == false'
check "its status was taken" test -s dying/10-process/status

# Dying midway, while another process takes its address: that one is asked nothing. A profile of 3 s is under way.
start_target gone.log "$TARGETS/zoo_pprof" -each 0 -deep 0 -for 1m -mark gone -requests || exit 1
gone=$target_pid address=${target_url#http://}
"$COLLECT" --deadline "$deadline" --seconds 3 --trace 0 -q -o replaced.tgz "$gone" >out 2>err &
pid=$!
for ((try = 0; try < 100; try++)); do
    grep -q '^request /debug/pprof/profile' gone.log && break
    sleep 0.05
done
kill -KILL "$gone"
start_target next.log "$TARGETS/zoo_pprof" -each 0 -deep 0 -for 1m -mark next -requests -listen "$address" || exit 1
wait "$pid"
check "it ends with gaps" test $? -eq 1
check "its successor was asked nothing: $(grep -m 1 ^request next.log)" test -z "$(grep ^request next.log)"
unpack replaced.tgz replaced
json replaced/manifest.json '.target_alive == false'
json replaced/manifest.json '.artifacts[] | select(.id == "go.goroutineleak") | .status == "failed" and (.reason | test("ended"))'
json replaced/manifest.json '.artifacts[] | select(.id == "go.heap") | .status == "ok"'

# A kernel thread has no memory of its own; in a container there is none to be seen.
kernel=$(for stat in /proc/[0-9]*/stat; do
    sed -E 's/^([0-9]+) .*\) . /\1 /' "$stat" 2>/dev/null # pid ppid pgrp session tty tpgid flags
done | while read -r pid _ _ _ _ _ flags _; do
    ((flags & 0x200000)) && echo "$pid" && break # PF_KTHREAD
done)
if [[ -n $kernel ]]; then
    in_time "a kernel thread" "0 1" -o kernel.tgz "$kernel"
    unpack kernel.tgz kernel
    json kernel/manifest.json 'any(.artifacts[]; .id == "memory.maps" and .status != "ok")'
else
    echo "no kernel thread is to be seen here"
fi

# Another user's process, and no right to look into it.
chmod 755 "$work"
cp "$COLLECT" ./collect-copy && chmod 755 collect-copy && mkdir -m 777 others
if [[ $(id -u) == 0 ]] && setpriv --reuid 65534 --clear-groups --inh-caps=-all true 2>/dev/null; then
    "$TARGETS/plain" 10 >plain.log &
    started+=($!)
    sleep 0.3
    run "0 1 3" setpriv --reuid 65534 --clear-groups --inh-caps=-all ./collect-copy --seconds 1 \
        -o others/b.tgz "${started[-1]}"
    check "what was denied is told" grep -qE 'denied|sudo' err
fi

# Another process and mount namespace, seen from outside.
if [[ $(id -u) == 0 ]] && unshare --pid --fork --mount true 2>/dev/null; then
    unshare --pid --fork --mount --kill-child "$TARGETS/plain" 10 >inside.log &
    started+=($!)
    for ((try = 0; try < 100; try++)); do
        inside=$(ps -o pid= --ppid "${started[-1]}" | tr -d ' ')
        grep -q ready inside.log && break
        sleep 0.05
    done
    in_time "another namespace" "0 1" -o inside.tgz "$inside"
    unpack inside.tgz inside
    check "descriptors are seen from outside" contains inside/30-files/fd.tsv pipe
    check "both numbers of it" grep -qE "^NSpid:.*$inside.1\$" inside/10-process/status
fi

# A full disk: an error that says so, and nothing left behind.
if [[ $(id -u) == 0 ]] && unshare --mount true 2>/dev/null; then
    mkdir small
    # shellcheck disable=SC2016
    run 6 unshare --mount -- bash -c 'mount -t tmpfs -o size=64k tmpfs small && cd small || exit 9
        "$1" --seconds 1 -q -o b.tgz "$2"; code=$?
        [[ -z $(ls -A) ]] || echo "left behind: $(ls -A)"; exit $code' bash "$COLLECT" "$asleep"
    check "nothing is left on the full disk: $(cat out)" test ! -s out
    check "it is told" test -s err
fi
(
    ulimit -f 8
    "$COLLECT" --seconds 1 -q -o limited.tgz "$asleep" >out 2>err
)
check "a limit on the size of files is an error" test $? -eq 6 -a -s err -a ! -e limited.tgz

# Killed at any moment, collect leaves no file behind; with an existing file of the name, that stays.
mkdir killed && echo old >killed/b.tgz
for after in 0.1 0.5 1.5; do
    "$COLLECT" --seconds 20 -q -o killed/b.tgz "$asleep" >out 2>err </dev/null &
    pid=$!
    sleep "$after"
    kill -KILL "$pid"
    wait "$pid" 2>/dev/null
    check "killed after $after s: $(ls -A killed)" test "$(ls -A killed)" = b.tgz -a "$(cat killed/b.tgz)" = old
done
sleep 0.3
check "no process is left behind" test -z "$(pgrep -f -- '-o killed/b[.]tgz')"
run "0 1" "$COLLECT" --seconds 1 -q -o killed/b.tgz "$asleep"
check "then it is replaced" gzip -t killed/b.tgz
check "a closed standard output is an error" test "$("$COLLECT" --seconds 1 -q -o - "$asleep" >&- 2>/dev/null; echo $?)" = 6

# The executable by its hash, when asked for.
run "0 1" "$COLLECT" --seconds 1 --hash-exe -o hash.tgz "$asleep"
unpack hash.tgz hash
check "its SHA-256" grep -q "^$(sha256sum "$TARGETS/vforked" | cut -c 1-64) " hash/10-process/exe.sha256
finish
