#!/bin/sh
# profiles.sh PROFILE_DUMP [TARGETS] [--all]: every sample type of every profile of real programs, counted
# by report and by `go tool pprof`: totals, and flat and cum of every function and of every line of
# source, have to be equal; so have the differences of two profiles, with -diff_base and with -base (whose
# total is of merged samples and says nothing that a report shows). Raw units, nothing trimmed, so nothing
# is rounded.
#
# Programs: tests/oracle/profiles built with each Go found (PATH, /usr/lib/go-*, /usr/local/go, and the
# toolchains below that are in the module cache; --all fetches them), our own leaky out of TARGETS, and
# the servers prometheus, caddy, etcd and syncthing where they are installed. What is not there is named.
# Exit 77 (skipped) without any Go.
set -u
dump=$1
targets=${2:-}
all=${3:-}
toolchains='go1.20.14 go1.22.12 go1.24.4 go1.27.3'
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/oracle.XXXXXX") || exit 1
server=
cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null
    rm -rf "$tmp"
}
trap cleanup EXIT
trap 'exit 1' INT TERM
export PPROF_TMPDIR="$tmp" GOTOOLCHAIN=local GOFLAGS=-mod=mod GO111MODULE=on GOWORK=off
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

# compare PPROF LABEL TYPE UNIT BY FILE [HOW BASE]: BY is functions or lines, HOW diff_base or base.
compare() {
    pprof=$1 label=$2 type=$3 unit=$4 by=$5 file=$6 how=${7:-} base=${8:-}
    "$pprof" -symbolize=none -top "-$by" -nodefraction=0 -edgefraction=0 -nodecount=1000000 \
        "-unit=$unit" "-sample_index=$type" ${base:+"-$how=$base"} "$file" \
        2>"$tmp/pprof.err" >"$tmp/pprof.out" || {
        echo "pprof failed: $label $type: $(cat "$tmp/pprof.err")"
        failures=$((failures + 1))
        return
    }
    total=
    [ "$how" != base ] || total='^total '
    read_top <"$tmp/pprof.out" | grep -v "${total:-^\$}" >"$tmp/want"
    set -- "$type" ${base:+"$base"} "$file"
    [ "$by" = functions ] || set -- -lines "$@"
    "$dump" "$@" 2>"$tmp/got.err" | grep -v "${total:-^\$}" | LC_ALL=C sort >"$tmp/got"
    checks=$((checks + 1))
    if ! cmp -s "$tmp/want" "$tmp/got" || [ -s "$tmp/got.err" ]; then
        echo "NOT EQUAL: $label $type by $by${how:+, $how}; < pprof, > ours"
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
            for by in functions lines; do
                compare "$1" "$2 $name" "$type" "$unit" "$by" "$file"
                compare "$1" "$2 $name" "$type" "$unit" "$by" "$file" diff_base "$base"
            done
            compare "$1" "$2 $name" "$type" "$unit" functions "$file" base "$base"
        done <"$tmp/types"
    done
}

# compare_text PPROF VERSION NAME: debug=1 against debug=0 of the same moment, function by function; and
# the sum against pprof, which reads no names in a text. The text has neither goexit nor the arguments
# of generics, and hides functions of the runtime that the profiler itself calls last; it shows one that
# is named as if it were of another package (reflect.makemap), which the protobuf hides.
compare_text() {
    pprof=$1 label="$2 $3" pb="$tmp/$2/2/$3.pb.gz" text="$tmp/$2/2/$3.txt"
    "$dump" -types "$text" >"$tmp/types" || failures=$((failures + 1))
    while read -r type unit; do
        for file in "$pb" "$text"; do
            "$dump" "$type" "$file" 2>&1 | grep -vE 'runtime\.goexit|\[|runtime/pprof\.|reflect\.(makemap|MakeMapWithSize) *$'
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

# compare_go GO [TOOLCHAIN]
compare_go() {
    export GOTOOLCHAIN="${2:-local}"
    version=$("$1" env GOVERSION 2>"$tmp/go.err") || {
        echo "${2:-$1}: not run: $(tail -n 1 "$tmp/go.err")"
        return
    }
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
    if ! command -v "$1" >/dev/null || ! command -v curl >/dev/null; then
        echo "$name: not installed, not run"
        return
    fi
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
    programs=$((programs + 1))
}

seen=
for go in "$(command -v go)" /usr/local/go/bin/go /usr/lib/go-*/bin/go; do
    [ -x "$go" ] && compare_go "$go"
done
[ "$all" = --all ] || export GOPROXY=off
newest_go=$(command -v go || echo /usr/local/go/bin/go)
for toolchain in $toolchains; do
    [ -x "$newest_go" ] && compare_go "$newest_go" "$toolchain"
done
export GOTOOLCHAIN=local
if [ -z "$seen" ]; then
    echo "no go found: nothing to compare with"
    exit 77
fi
port=$((20000 + $$ % 20000))
programs=0
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
# Nothing outside of this machine is asked.
mkdir -p "$tmp/syncthing/data"
cat >"$tmp/syncthing/data/config.xml" <<END
<configuration version="36">
  <gui enabled="true" tls="false"><address>127.0.0.1:$((port + 4))</address></gui>
  <options>
    <listenAddress>tcp://127.0.0.1:$((port + 5))</listenAddress>
    <globalAnnounceEnabled>false</globalAnnounceEnabled>
    <localAnnounceEnabled>false</localAnnounceEnabled>
    <relaysEnabled>false</relaysEnabled>
    <natEnabled>false</natEnabled>
    <urAccepted>-1</urAccepted>
    <autoUpgradeIntervalH>0</autoUpgradeIntervalH>
    <crashReportingEnabled>false</crashReportingEnabled>
    <startBrowser>false</startBrowser>
  </options>
</configuration>
END
export STPROFILER="127.0.0.1:$((port + 6))" STNORESTART=1
compare_server syncthing "http://$STPROFILER/debug/pprof" syncthing serve --home=. --no-browser \
    --no-restart --no-upgrade --skip-port-probing --no-default-folder
compare_server leaky "http://127.0.0.1:$((port + 7))/debug/pprof" "$targets/leaky" \
    -listen "127.0.0.1:$((port + 7))" -for 1m
echo "$checks comparisons with pprof (${seen# }; $programs servers), $failures failures"
[ "$failures" -eq 0 ]
