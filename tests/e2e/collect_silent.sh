#!/usr/bin/env bash
# collect_silent.sh - a process that cannot answer is not taken for one that has nothing to say: stopped
# ones, ports that hang, a pprof server behind many other ports.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

index_of() { # FOLDER STATUS
    json "$1/manifest.json" 'any(.artifacts[]; .id == "go.index" and .status == $s)' --arg s "$2" ||
        jq -c '.artifacts[] | select(.id == "go.index")' "$1/manifest.json"
}

start_target stopped.log "$TARGETS/leaky" -none -for 1m || exit 1
kill -STOP "$target_pid"
run 1 "$COLLECT" --seconds 1 -o stopped.tgz "$target_pid"
kill -CONT "$target_pid"
unpack stopped.tgz stopped
index_of stopped timeout
run 0 "$REPORT" -o stopped.json stopped.tgz
json stopped.json 'any(.findings[]; .rule == "threads.stopped")'
json stopped.json '.verdict.severity == "warning"'

start_target hang.log "$TARGETS/hostile" -for 1m -all hang-header || exit 1
run 1 "$COLLECT" --seconds 1 -o hang.tgz "$target_pid"
unpack hang.tgz hang
index_of hang timeout

# The only port that answers comes after a hundred others.
start_target many.log "$TARGETS/hostile" -for 1m -ports 100 || exit 1
run "0 1" "$COLLECT" --seconds 1 -o many.tgz "$target_pid"
unpack many.tgz many
index_of many ok
finish
