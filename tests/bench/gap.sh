# gap.sh - the longest time that a spinning goroutine of a target was not allowed to run while
# something else went on. To be sourced, from a folder where the target ./zoo is.
# shellcheck shell=bash disable=SC2034

zoo='' zoo_url='' # set by start_zoo
gap_rounds=8

end_zoo() {
    [[ -z $zoo ]] || { kill "$zoo" && wait "$zoo"; } 2>/dev/null
    zoo=''
}

start_zoo() { # [OPTION...] -> zoo, its pid, zoo_url and a pipe to it
    rm -f zoo.in
    mkfifo zoo.in
    ./zoo -spin -listen 127.0.0.1:0 "$@" <zoo.in >zoo.log 2>&1 &
    zoo=$!
    exec {zoo_in}>zoo.in
    until grep -q '^listening' zoo.log; do
        kill -0 "$zoo" || return 1
        sleep 0.1
    done
    zoo_url=$(sed -n 's/^listening //p' zoo.log)
}

stop_zoo() {
    exec {zoo_in}>&-
    end_zoo
}

gap() { # -> ms of the longest gap since the last call
    local before try
    before=$(wc -l <zoo.log)
    echo gap >&"$zoo_in"
    for ((try = 0; try < 500 && $(wc -l <zoo.log) == before; try++)); do
        sleep 0.01
    done
    tail -n 1 zoo.log | jq '.longest_ns / 1e6'
}

# phase LABEL COMMAND...: once a second; the gaps of these seconds: median and longest.
phase() {
    local label=$1 i
    shift
    : >gaps
    gap >/dev/null
    for ((i = 0; i < gap_rounds; i++)); do
        "$@" >>output 2>&1
        sleep 1
        gap >>gaps
    done
    sort -n gaps | awk -v label="$label" '
        { v[NR] = $1 } END { printf "  longest gap a second: %6.1f ms median, %6.1f ms at worst   %s\n",
            v[int((NR + 1) / 2)], v[NR], label }'
}

burn() { # MS of CPU
    awk -v ms="$1" 'BEGIN { for (i = 0; i < ms * 10000; i++) x += i }'
}

cpu_of() { # PID -> ms of CPU so far
    awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) / hz * 1000 }' "/proc/$1/stat"
}
