# process.sh - starting the programs of tests/targets and ending exactly those. To be sourced.
# shellcheck shell=bash

started=() # pids of our own children

# Starts a target in the background and waits until it has said where it listens.
# Sets target_pid and target_url (http://... or unix:...; "nowhere" when pprof is off).
start_target() { # LOG PROGRAM [ARGUMENT...]
    local log=$1 try
    shift
    : >"$log"
    "$@" >>"$log" 2>&1 </dev/null &
    target_pid=$!
    started+=("$target_pid")
    for ((try = 0; try < 200; try++)); do
        target_url=$(sed -n 's/^listening //p' "$log")
        [[ -n $target_url ]] && return 0
        kill -0 "$target_pid" 2>/dev/null || break
        sleep 0.05
    done
    echo "$1 did not start:" >&2
    cat "$log" >&2
    return 1
}

# Ends one child of ours and waits for it: SIGTERM, and after two seconds SIGKILL.
end_target() { # PID
    local pid=$1 try
    kill -TERM "$pid" 2>/dev/null
    for ((try = 0; try < 40; try++)); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.05
    done
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    return 0
}

end_all_targets() {
    local pid
    for pid in "${started[@]}"; do
        end_target "$pid"
    done
    started=()
}
