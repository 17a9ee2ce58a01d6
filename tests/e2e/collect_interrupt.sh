#!/usr/bin/env bash
# collect_interrupt.sh - Ctrl-C and SIGTERM at any moment leave a whole bundle or none, no part of one
# beside it, and no process behind.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

whole() { # BUNDLE: sound gzip, sound tar, manifest last
    gzip -t "$1" && [[ $(tar -tzf "$1" | tail -n 1) == */manifest.json ]]
}

children_of() { # PID
    ps -o pid= --ppid "$1"
}

interrupt() { # SIGNAL SECONDS
    local signal=$1 after=$2 dir="at-$1-$2" pid began code children
    mkdir "$dir"
    set -m # a job of its own: bash then lets it receive SIGINT
    "$COLLECT" --seconds 20 -o "$dir/b.tgz" "$leaky" >out 2>err </dev/null &
    pid=$!
    set +m
    sleep "$after"
    children=$(children_of "$pid")
    began=$SECONDS
    kill "-$signal" "$pid" || say_failed "$signal after $after s: it had ended already"
    wait "$pid"
    code=$?
    checks=$((checks + 1))
    ((SECONDS - began <= 8)) || say_failed "$signal after $after s: ended only $((SECONDS - began)) s later"
    if [[ -e $dir/b.tgz ]]; then
        check "$signal after $after s: the bundle is whole" whole "$dir/b.tgz"
        check "$signal after $after s: exit code $code says gaps" test "$code" -eq 1
    else
        checks=$((checks + 1))
        [[ $code == 4 || $after == 0.* ]] ||
            say_failed "$signal after $after s: no bundle, exit code $code"
    fi
    check "$signal after $after s: nothing beside the bundle: $(ls -A "$dir")" \
        test -z "$(find "$dir" -mindepth 1 ! -name b.tgz)"
    for pid in $children; do
        check "$signal after $after s: child $pid is gone" test ! -e "/proc/$pid"
    done
}

start_target leaky.log "$TARGETS/leaky" -head-start 5s -hold -for 3m || exit 1
leaky=$target_pid
for after in 0.05 0.3 1 3; do
    interrupt INT "$after"
done
interrupt TERM 2
check "after 3 s there was evidence to keep" test -s at-INT-3/b.tgz

# The second Ctrl-C while the file gets its name: the file system may hang right then.
mkdir second
set -m
EXHIBIT_FAULT=slow-commit "$COLLECT" --seconds 20 -o second/b.tgz "$leaky" >out 2>err </dev/null &
pid=$!
set +m
sleep 1
kill -INT "$pid"
sleep 2
check "the file has no name yet: $(ls -A second)" test -z "$(ls -A second)"
kill -INT "$pid"
wait "$pid"
check "asked twice, it leaves at once" test $? -eq 4
check "asked twice, it leaves nothing behind: $(ls -A second)" test -z "$(ls -A second)"
check "the target still runs" kill -0 "$leaky"
finish
