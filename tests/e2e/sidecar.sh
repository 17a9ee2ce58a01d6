#!/usr/bin/env bash
# sidecar.sh - the rules for Sidecar on a real process with its import paths: the faults that it has are
# named, and a healthy one is left alone.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

names() { # REPORT.json RULE...
    local file=$1 rule
    shift
    for rule; do
        json "$file" 'any(.findings[]; .rule == $rule)' --arg rule "sidecar.$rule"
    done
}

# The sick one first: some of its waits count from a minute on.
start_target sick.log "$TARGETS/sidecar" -sick -home "$work/s" -for 4m || exit 1
sick=$target_pid begun=$SECONDS
# Another process holds the lock that its writer waits for.
flock -F "$work/s/work/.todos/issues.db" sleep 240 &
started+=("$!")

start_target healthy.log "$TARGETS/sidecar" -home "$work/h" -for 2m || exit 1
run "0 1" "$COLLECT" --seconds 1 -o h1.tgz "$target_pid"
run "0 1" "$COLLECT" --seconds 1 -o h2.tgz "$target_pid"
end_target "$target_pid"
run 0 "$REPORT" -o healthy.json h1.tgz h2.tgz
json healthy.json '[.findings[] | select(.severity != "note")] == []' ||
    jq -c '.findings[] | [.severity, .title]' healthy.json

# One that gets worse between two bundles.
start_target grow.log "$TARGETS/sidecar" -grow -home "$work/g" -for 2m || exit 1
run "0 1" "$COLLECT" --seconds 1 --gc -o g1.tgz "$target_pid"
kill -USR1 "$target_pid"
for ((try = 0; try < 100; try++)); do
    grep -q grown grow.log && break
    sleep 0.1
done
check "it got worse" grep -q grown grow.log
sleep 6
run "0 1" "$COLLECT" --seconds 1 --gc -o g2.tgz "$target_pid"
end_target "$target_pid"
run 0 "$REPORT" -o grow.json g1.tgz g2.tgz
names grow.json watchers_growing watches_growing event_queues_growing timers emulators control_channels database_pools \
    cache_churn allocation_rate session_files_unexpected
json grow.json '.heap_growth | any(.application | test("adapter/claudecode"))'

# One fault at a time: before it is there, and after.
lacks() { # REPORT.json RULE
    json "$1" 'all(.findings[]; .rule != $rule)' --arg rule "sidecar.$2"
}
one_fault() { # FAULT RULE [SECONDS]
    start_target "$1.log" "$TARGETS/sidecar" -later "$1" -home "$work/$1" -for 1m || return
    run "0 1" "$COLLECT" --seconds 2 -o "$1-0.tgz" "$target_pid"
    kill -USR1 "$target_pid"
    for ((try = 0; try < 100; try++)); do
        grep -q grown "$1.log" && break
        sleep 0.1
    done
    check "$1 came" grep -q grown "$1.log"
    run "0 1" "$COLLECT" --seconds "${3:-2}" -o "$1-1.tgz" "$target_pid"
    end_target "$target_pid"
    run 0 "$REPORT" -o "$1-0.json" "$1-0.tgz"
    run 0 "$REPORT" -o "$1-1.json" "$1-1.tgz"
    lacks "$1-0.json" "$2"
}
one_fault large memory_high
names large-1.json memory_high
one_fault drawing render_cpu
one_fault blocked threads
names blocked-1.json threads
# How many processes are started in most seconds takes some seconds to know.
one_fault capturing spawning 10
names capturing-1.json spawning
json capturing-1.json 'any(.findings[]; .rule == "sidecar.capture_cpu") or (.metrics["go.cpu.busy"].a | numbers) < 0.05'
# A machine that is busy with others does not give it the CPU time.
json drawing-1.json 'any(.findings[]; .rule == "sidecar.render_cpu") or (.metrics["go.cpu.busy"].a | numbers) < 0.5'
lacks healthy.json event_queues_growing

# One that can neither be asked nor read.
start_target closed.log "$TARGETS/sidecar" -no-pprof -home "$work/n" -for 1m || exit 1
run "0 1" "$COLLECT" --seconds 1 --live never -o n.tgz "$target_pid"
end_target "$target_pid"
run 0 "$REPORT" -o closed.json n.tgz
names closed.json no_pprof

while ((SECONDS - begun < 75)); do sleep 1; done
kill -USR1 "$sick"
run "0 1" "$COLLECT" --seconds 4 --gc -o s.tgz "$sick"
end_target "$sick"
run 0 "$REPORT" -o sick.json s.tgz
names sick.json session_files session_loads same_file descriptors watchers watchers_unread \
    issues_database database_handles database_pools old_journal database_locked database_wait \
    database_in_view fetch_pileup child_hangs git_hangs control_client_stuck emulators \
    emulator_buffers event_storm capture_strings session_memory captures tmux_clients control_channels
# A machine that is busy with others does not give it the CPU time that these ask for.
json sick.json 'any(.findings[]; .rule == "sidecar.session_parse") or (.metrics["go.cpu.busy"].a | numbers) < 0.2'
json sick.json 'any(.findings[]; .rule == "sidecar.busy_children") or (.metrics["children.cpu_now"].a | numbers) < 0.1'
json sick.json '.findings[] | select(.rule == "sidecar.session_files") | .title | startswith("65 session files")'
json sick.json '.findings[] | select(.rule == "sidecar.event_storm") | .title | startswith("60 commands")'
# What one fault explains is not another one.
json sick.json '.findings[] | select(.rule == "sidecar.fetch_pileup") | .explained_by | test("database")'
finish
