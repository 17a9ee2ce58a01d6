# watch_lib.sh - what the tests of collect --watch share. To be sourced behind lib.sh.
# shellcheck shell=bash
columns=34

# Starts a watch in the background: folder $1, the rest are its arguments. Sets watch_pid.
start_watch() { # FOLDER ARGUMENT...
    local folder=$1
    shift
    "$COLLECT" -q --watch --quick --every 0.25 -o "$folder" "$@" >"$folder.out" 2>"$folder.err" </dev/null &
    watch_pid=$!
    started+=("$watch_pid")
}

events() { # FOLDER
    cat "$1"/mem-*.events.tsv 2>/dev/null
}

# Waits until an event that fits REGEX (its third column and what follows) is there.
await_event() { # FOLDER REGEX [SECONDS]
    local try
    checks=$((checks + 1))
    for ((try = 0; try < 10 * ${3:-40}; try++)); do
        events "$1" | cut -f3- | grep -qE -- "$2" && return 0
        sleep 0.1
    done
    say_failed "$1: no event $2"
    events "$1" | sed 's/^/    /'
    sed 's/^/    /' "$1.err"
    return 1
}

no_event() { # FOLDER REGEX
    ! events "$1" | cut -f3- | grep -E -- "$2"
}

# Waits for the end of the watch; its exit code must be 0 or 1.
await_watch() {
    wait "$watch_pid"
    code=$?
    checks=$((checks + 1))
    [[ $code -le 1 ]] || say_failed "the watch ended with $code"
}

# Every line of the log ends, and has as many cells as there are columns; so do the events.
is_whole() { # FOLDER
    local log events
    log=$(compgen -G "$1/mem-*.log") && events=$(compgen -G "$1/mem-*.events.tsv") || return 1
    [[ -z $(tail -c 1 "$log") && -z $(tail -c 1 "$events") ]] || return 1
    awk -F, -v n=$columns 'NF != n {exit 1}' "$log" && awk -F'\t' 'NF != 7 {exit 1}' "$events"
}

# Every bundle of the folder is whole and says why it was taken.
bundles_are_whole() { # FOLDER
    local bundle occasion
    for bundle in "$1"/*.tgz; do
        "$REPORT" --verify "$bundle" >verify.out 2>&1 || { cat verify.out && return 1; }
        occasion=${bundle##*-}
        occasion=${occasion%.tgz}
        tar -xzOf "$bundle" --wildcards '*/00-bundle.json' >header.json
        jq -e --arg o "$occasion" '.watch.occasion == $o' header.json >/dev/null || return 1
        tar -xzOf "$bundle" --wildcards '*/60-samples/watch.csv' >watch.csv || return 1
        awk -F, -v n=$columns 'NF != n {exit 1}' watch.csv || return 1
        tar -xzOf "$bundle" --wildcards '*/60-samples/events.tsv' | grep -q $'\tstart\t' || return 1
    done
}

has_bundle() { # FOLDER OCCASION
    compgen -G "$1/*-$2.tgz" >/dev/null
}

nothing_else_in() { # FOLDER
    ! find "$1" -mindepth 1 ! -name '*.tgz' ! -name 'mem-*' | grep .
}

# The number in this column of the last row that has one.
last_value() { # FOLDER COLUMN
    awk -F, -v name="$2" 'NR == 1 {for (i = 1; i <= NF; i++) if ($i == name) c = i} NR > 1 && $c != "" {v = $c} END {print v}' \
        "$1"/mem-*.log
}
