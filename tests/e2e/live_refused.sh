#!/usr/bin/env bash
# live_refused.sh - a process that cannot be read from outside has a row that says why, and what helps;
# the rest of the bundle goes on, and what its own server told instead is no gap.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/lib/go.sh
. "$top/tests/lib/go.sh"

start() { # LOG COMMAND...: sets $pid when it says ready or listening
    local log=$1 try
    shift
    "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    started+=("$pid")
    for ((try = 0; try < 200; try++)); do
        grep -qsE '^(ready|listening)' "$log" && return 0
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.05
    done
    return 1
}

# One row of each part, with the same status and reason; collect goes on.
refused() { # NAME STATUS TEXT [CODES [OPTION...]]
    local name=$1 status=$2 text=$3 codes=${4:-0}
    run "$codes" "$COLLECT" -q --only go.live.,process.stat "${@:5}" -o "$name.tgz" "$pid"
    unpack "$name.tgz" "$name"
    json "$name/manifest.json" '[.artifacts[] | select(.id | startswith("go.live."))] | length == 8 and
        all(.status == $status and (.reason | contains($text)))' --arg status "$status" --arg text "$text" ||
        jq -c '.artifacts[] | select(.id == "go.live.heap") | [.status, .reason]' "$name/manifest.json"
    json "$name/manifest.json" 'any(.artifacts[]; .id == "process.stat" and .status == "ok")'
    check "$name: no file of it" test ! -e "$name/40-go/live.json"
}

# not Go: no gap, but where it was asked for
start plain.log "$TARGETS/plain" 3
refused plain unsupported "not a Go program"
refused always failed "not a Go program" 1 --live always

# Go of another kind
mkdir hello && printf 'package main\nimport "time"\nfunc main() { println("ready"); time.Sleep(time.Hour) }\n' >hello/hello.go
go=$(find_go)
if GOARCH=386 CGO_ENABLED=0 GO111MODULE=off GOTOOLCHAIN=local GOCACHE="$top/build/go-cache" "$go" build -o hello/386 hello/hello.go &&
    start 386.log hello/386; then
    refused 386 unsupported "32-bit program"
else
    echo "386: cannot be built or run here, not tested"
fi
if command -v gccgo >/dev/null && gccgo -o hello/gccgo hello/hello.go && start gccgo.log hello/gccgo; then
    refused gccgo unsupported "gccgo"
else
    echo "gccgo: not installed, not tested"
fi

# A function table altered on purpose, as garble does: the linker writes another magic number, and the
# runtime expects it. Here the runtime is built without its check, and the number is changed.
altered() { # OUTPUT
    local symtab header
    symtab=$("$go" env GOROOT)/src/runtime/symtab.go
    sed -E 's/if hdr\.magic != [A-Za-z0-9.]+ \|\|/if/' "$symtab" >symtab.go
    cmp -s symtab.go "$symtab" && return 1
    printf '{"Replace": {"%s": "%s"}}' "$symtab" "$PWD/symtab.go" >overlay.json
    go_build "$top" zoo "$1" "-overlay=$PWD/overlay.json" "-ldflags=-s -w" || return 1
    header=$(readelf -SW "$1" | awk '{ for (i = 2; i < NF; i++) if ($i == ".gopclntab") print $(i + 3) }')
    [[ -n $header ]] && printf '\x42' | dd of="$1" bs=1 seek=$((16#$header)) conv=notrunc status=none
}
if altered "$work/hello/zoo" && start altered.log "$work/hello/zoo" -each 1; then
    refused altered unsupported "altered on purpose"
else
    echo "altered: this Go's check could not be taken out, not tested"
fi

# The system does not allow it (as Yama does; the fault stands for a kernel that has it).
export EXHIBIT_FAULT=live-denied
start bare.log "$TARGETS/zoo" -each 1
refused denied denied "sudo collect may" 1
# its own server told the same: nothing is missing, unless it was asked for
start served.log "$TARGETS/zoo_pprof" -each 1
run 0 "$COLLECT" --quick -o served.tgz "$pid"
check "it says that it is complete" contains err Complete "go.live.goroutines" "not needed"
unpack served.tgz served
json served/manifest.json '[.artifacts[] | select(.id | startswith("go.live."))] |
    length == 8 and all(.status == "unsupported" and (.reason | contains("has it")))'
run 1 "$COLLECT" -q --quick --live always -o always.tgz "$pid"
unset EXHIBIT_FAULT

# Another user's, where we can be somebody else: denied, with the remedy, and every other row goes on.
if [[ $(id -u) == 0 ]] && command -v setpriv >/dev/null; then
    chmod 755 "$work"
    mkdir -m 777 other
    run 1 setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent TMPDIR="$work/other" "$COLLECT" -q \
        --only go.live,process.stat,process.status -o "$work/other/other.tgz" "$pid"
    check "another user gets a bundle" test -s other/other.tgz
    unpack other/other.tgz user
    json user/manifest.json '[.artifacts[] | select(.id | startswith("go.live."))] | length == 8 and all(.status == "denied" and
        (.reason | contains("another user")))'
else
    echo "another user: not root, not tested"
fi
finish
