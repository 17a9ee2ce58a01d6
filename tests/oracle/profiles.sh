#!/bin/sh
# profiles.sh PROFILE_DUMP: every sample type of every profile of real programs, counted by report and
# by `go tool pprof`: totals, and flat and cum of every function, have to be equal; so have the
# differences of two profiles. Raw units, nothing trimmed, so nothing is rounded.
#
# Programs: tests/oracle/profiles built with each Go found (PATH, /usr/lib/go-*, /usr/local/go), and the
# servers prometheus, caddy and etcd where they are installed. Exit 77 (skipped) without any Go.
set -u
dump=$1
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/oracle.XXXXXX") || exit 1
server=
cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null
    rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 1' INT TERM
export PPROF_TMPDIR="$tmp" GOTOOLCHAIN=local GOFLAGS=-mod=mod GO111MODULE=on
checks=0 failures=0

# "  1536B 84.16% 84.16%  2048B 84.16%  main.f (inline)" -> "1536 2048 main.f", one line per name,
# behind "total N". Names that appear twice (nameless code) are joined.
read_top() {
    awk '
        function number(s) { sub(/[A-Za-z]+$/, "", s); return s }
        /^Showing nodes accounting for / { total = number($(NF - 1)); next }
        $1 == "flat" && $2 == "flat%" { table = 1; next }
        table {
            flat = number($1); cum = number($4)
            $1 = $2 = $3 = $4 = $5 = ""
            sub(/^ +/, ""); sub(/ \((partial-)?inline\)$/, "")
            f[$0] += flat; c[$0] += cum
        }
        END {
            print "total " total
            for (name in f) printf "%.0f %.0f %s\n", f[name], c[name], name
        }' | LC_ALL=C sort
}

# compare PPROF LABEL TYPE UNIT FILE [BASE]
compare() {
    pprof=$1 label=$2 type=$3 unit=$4 file=$5 base=${6:-}
    "$pprof" -symbolize=none -top -nodefraction=0 -edgefraction=0 -nodecount=1000000 \
        "-unit=$unit" "-sample_index=$type" ${base:+"-diff_base=$base"} "$file" \
        2>"$tmp/pprof.err" >"$tmp/pprof.out" || {
        echo "pprof failed: $label $type: $(cat "$tmp/pprof.err")"
        failures=$((failures + 1))
        return
    }
    read_top <"$tmp/pprof.out" >"$tmp/want"
    if [ -n "$base" ]; then
        "$dump" "$type" "$base" "$file" >"$tmp/got.raw" 2>"$tmp/got.err"
    else
        "$dump" "$type" "$file" >"$tmp/got.raw" 2>"$tmp/got.err"
    fi
    LC_ALL=C sort "$tmp/got.raw" >"$tmp/got"
    checks=$((checks + 1))
    if ! cmp -s "$tmp/want" "$tmp/got" || [ -s "$tmp/got.err" ]; then
        echo "NOT EQUAL: $label $type${base:+ (difference)}; < pprof, > ours"
        diff "$tmp/want" "$tmp/got" | head -10
        cat "$tmp/got.err"
        failures=$((failures + 1))
    fi
}

# compare_folders PPROF LABEL FOLDER: FOLDER/1/*.pb.gz and FOLDER/2/*.pb.gz
compare_folders() {
    for file in "$3"/2/*.pb.gz; do
        name=$(basename "$file" .pb.gz)
        base="$3/1/$name.pb.gz"
        "$dump" -types "$file" >"$tmp/types" || failures=$((failures + 1))
        while read -r type unit; do
            compare "$1" "$2 $name" "$type" "$unit" "$file"
            compare "$1" "$2 $name" "$type" "$unit" "$file" "$base"
        done <"$tmp/types"
    done
}

# compare_text PPROF VERSION NAME: debug=1 against debug=0 of the same moment, function by function; and
# the sum against pprof, which reads no names in a text. The text has neither goexit nor the arguments
# of generics, and hides functions of the runtime that the profiler itself calls last.
compare_text() {
    pprof=$1 label="$2 $3" pb="$tmp/$2/2/$3.pb.gz" text="$tmp/$2/2/$3.txt"
    "$dump" -types "$text" >"$tmp/types" || failures=$((failures + 1))
    while read -r type unit; do
        for file in "$pb" "$text"; do
            "$dump" "$type" "$file" 2>&1 | grep -vE 'runtime\.goexit|\[|runtime/pprof\.'
        done | LC_ALL=C sort | uniq -c | awk '$1 != 2' >"$tmp/odd"
        checks=$((checks + 1))
        if [ -s "$tmp/odd" ]; then
            echo "NOT EQUAL: $label $type, debug=0 and debug=1:"
            head -10 "$tmp/odd"
            failures=$((failures + 1))
        fi
        want=$("$pprof" -symbolize=none -top "-unit=$unit" "-sample_index=$type" "$text" 2>/dev/null |
            sed -nE 's/^Showing nodes accounting for .* of (-?[0-9]+)[A-Za-z]* total$/\1/p')
        got=$("$dump" "$type" "$text" | sed -n 's/^total //p')
        checks=$((checks + 1))
        if [ -z "$got" ] || [ "$want" != "$got" ]; then
            echo "NOT EQUAL: $label $type as text: pprof says $want in all, we say $got"
            failures=$((failures + 1))
        fi
    done <"$tmp/types"
}

compare_go() {
    version=$("$1" env GOVERSION) || return
    case " $seen " in *" $version "*) return ;; esac
    seen="$seen $version"
    (cd "$here/profiles" && "$1" build -o "$tmp/$version.bin" .) || {
        failures=$((failures + 1))
        return
    }
    "$tmp/$version.bin" "$tmp/$version" || failures=$((failures + 1))
    reference=$("$1" tool -n pprof)
    [ -x "$reference" ] || { # newer Go builds it when it is first used
        "$1" tool pprof -h >/dev/null 2>&1
        reference=$("$1" tool -n pprof)
    }
    : "${newest:=$reference}"
    compare_folders "$reference" "$version" "$tmp/$version"
    for name in heap allocs block mutex; do
        compare_text "$reference" "$version" "$name"
    done
}

# compare_server NAME URL COMMAND...: takes the profiles of a running server, twice.
compare_server() {
    name=$1 url=$2
    shift 2
    command -v "$1" >/dev/null && command -v curl >/dev/null || return
    mkdir -p "$tmp/$name/1" "$tmp/$name/2" "$tmp/$name/data"
    (cd "$tmp/$name/data" && HOME="$tmp/$name/data" exec "$@") >"$tmp/$name/log" 2>&1 &
    server=$!
    tries=0
    until curl -fsS -o /dev/null "$url/cmdline" 2>/dev/null; do
        tries=$((tries + 1))
        if [ $tries -gt 50 ]; then
            echo "$name did not start: not compared"
            kill "$server" 2>/dev/null
            server=
            return
        fi
        sleep 0.2
    done
    for round in 1 2; do
        curl -fsS -o "$tmp/$name/$round/cpu.pb.gz" "$url/profile?seconds=1" &
        cpu=$!
        for profile in heap allocs goroutine block mutex threadcreate; do
            curl -fsS -o "$tmp/$name/$round/$profile.pb.gz" "$url/$profile"
        done
        # what changed within a second: values below 0, and another writer inside the runtime
        for profile in heap goroutine; do
            curl -fsS -o "$tmp/$name/$round/$profile-delta.pb.gz" "$url/$profile?seconds=1"
        done
        wait "$cpu"
    done
    kill "$server"
    wait "$server" 2>/dev/null
    server=
    compare_folders "$newest" "$name" "$tmp/$name"
}

seen=
for go in "$(command -v go)" /usr/local/go/bin/go /usr/lib/go-*/bin/go; do
    [ -x "$go" ] && compare_go "$go"
done
if [ -z "$seen" ]; then
    echo "no go found: nothing to compare with"
    exit 77
fi
port=$((20000 + $$ % 20000))
compare_server prometheus "http://127.0.0.1:$port/debug/pprof" prometheus \
    --config.file=/dev/null --storage.tsdb.path=. "--web.listen-address=127.0.0.1:$port"
echo "{\"admin\":{\"listen\":\"127.0.0.1:$((port + 1))\"}}" >"$tmp/caddy.json"
compare_server caddy "http://127.0.0.1:$((port + 1))/debug/pprof" caddy run --config "$tmp/caddy.json"
compare_server etcd "http://127.0.0.1:$((port + 2))/debug/pprof" etcd --enable-pprof --data-dir . \
    "--listen-client-urls=http://127.0.0.1:$((port + 2))" \
    "--advertise-client-urls=http://127.0.0.1:$((port + 2))" \
    "--listen-peer-urls=http://127.0.0.1:$((port + 3))" \
    "--initial-advertise-peer-urls=http://127.0.0.1:$((port + 3))" \
    "--initial-cluster=default=http://127.0.0.1:$((port + 3))"
echo "$checks comparisons with pprof ($seen), $failures failures"
[ "$failures" -eq 0 ]
