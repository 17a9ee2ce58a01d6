#!/usr/bin/env bash
# collect_refusals.sh - what collect says, and with which exit code, when it cannot start.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

cp "$TARGETS/leaky" "./twin-$$"
start_target one.log "./twin-$$" -none -for 2m || exit 1
one=$target_pid
start_target two.log "./twin-$$" -none -for 2m || exit 1
run 2 "$COLLECT" -o twin.tgz "twin-$$"
check "both candidates are named" contains err "$one" "$target_pid"
check "each with its memory" test "$(grep -cE '^ +[0-9]+ .* [0-9.]+ MiB  .*/twin-' err)" -eq 2
check "an ambiguous name writes nothing" test ! -e twin.tgz

run 2 "$COLLECT"
run 2 "$COLLECT" --no-such-option "$one"
run 2 "$COLLECT" "$one" "$target_pid"
run 2 "$COLLECT" --seconds soon "$one"
run 3 "$COLLECT" -o none.tgz 4194304
run 3 "$COLLECT" -o none.tgz "nobody-is-called-so-$$"
run 3 "$COLLECT" -o none.tgz "unix:$work/no-such-socket"
run 3 "$COLLECT" -o none.tgz http://127.0.0.1:1
# The server of another process: both are named.
mkdir other && cp "$TARGETS/leaky" "other/else-$$"
start_target other.log "other/else-$$" -none -for 2m || exit 1
run 3 "$COLLECT" --pprof "$target_url/debug/pprof/" -o none.tgz "$one"
check "whose server it is" grep -q "^collect: port ${target_url##*:} belongs to else-$$, PID $target_pid, not to twin-$$, PID $one: " err
check "no target, no file" test ! -e none.tgz

run 6 "$COLLECT" --seconds 1 -o "$work/no/such/folder/x.tgz" "$one"
mkdir folder.tgz
run 6 "$COLLECT" --seconds 1 -o folder.tgz "$one"
run 6 "$COLLECT" --seconds 1 -o "" "$one"
mkfifo pipe.tgz
run 6 "$COLLECT" --seconds 1 -o pipe.tgz "$one"
check "a pipe is not replaced" test -p pipe.tgz
run 6 "$COLLECT" --seconds 1 -o /dev/null "$one"
check "a device is not replaced" test -c /dev/null
if [[ -w /dev/full ]]; then
    "$COLLECT" --seconds 1 -o - "$one" >/dev/full 2>err
    check "a full standard output is an error" test $? -eq 6
fi
check "the targets still run" kill -0 "$one" "$target_pid"

run 0 "$COLLECT" --help
check "help names the exit codes" contains out "Exit codes:" "--seconds" "Examples:"
run 0 "$COLLECT" --version
finish
