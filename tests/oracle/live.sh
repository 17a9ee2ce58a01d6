#!/usr/bin/env bash
# live.sh COLLECT [--all] [--npm] - what collect reads out of the memory of Go processes, compared with
# what they say themselves: pprof endpoints, SIGQUIT dump, runtime.ReadMemStats (tests/oracle/live).
#
#   alone    zoo, stripped, by each Go that is installed; prometheus, caddy and etcd where they are
#   --all    also unstripped and position independent, and by every Go since 1.20 that a module proxy has
#   --npm    also esbuild and the TypeScript native preview, stripped programs that nobody here built
#
# A toolchain or program that is not there is named as not run. Exit 77 (skipped) without any Go.
set -u
collect=$(realpath "$1")
shift
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=tests/lib/go.sh
. "$top/tests/lib/go.sh"
go=$(find_go) || { echo "no go found: nothing to compare with" && exit 77; }
toolchains='' variants=stripped npm=no
for option; do
    case $option in
    --all)
        toolchains=go1.20.14,go1.21.13,go1.22.12,go1.23.12,go1.24.4,go1.25.12,go1.26.8,go1.27.3
        variants=plain,stripped,pie
        ;;
    --npm) npm=yes ;;
    *) echo "live.sh: $option: not an option" >&2 && exit 2 ;;
    esac
done
work=$(mktemp -d "${TMPDIR:-/tmp}/oracle-live.XXXXXX") || exit 1
server=''
end_server() {
    [[ -z $server ]] || { kill "$server" && wait "$server"; } 2>/dev/null
    server=''
}
trap 'end_server; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export GOCACHE=${GOCACHE:-$top/build/go-cache} PPROF_TMPDIR=$work
PATH=$(dirname "$go"):$PATH
failed=0

(cd "$top/tests/oracle/live" && GOTOOLCHAIN=local GOFLAGS=-mod=mod GOWORK=off CGO_ENABLED=0 \
    "$go" build -trimpath -o "$work/live" .) || exit 1
live() { "$work/live" -collect "$collect" "$@" || failed=1; }
live -targets "$top/tests/targets" -toolchains "$toolchains" -variants "$variants"

# compare_server NAME URL COMMAND...: one of Debian's, on its own pprof.
compare_server() {
    local name=$1 url=$2 try
    shift 2
    command -v "$1" >/dev/null || { echo "$name: not installed, not run" && return; }
    mkdir -p "$work/$name"
    (cd "$work/$name" && HOME=$work/$name exec "$@") >"$work/$name.log" 2>&1 </dev/null &
    server=$!
    for ((try = 0; try < 50; try++)); do
        curl -fsS -o /dev/null "$url/debug/pprof/cmdline" 2>/dev/null && break
        sleep 0.2
    done
    sleep 1
    echo "$name:"
    live -attach "$server" -url "$url"
    end_server
}

port=$((20000 + $$ % 20000))
compare_server prometheus "http://127.0.0.1:$port" prometheus \
    --config.file=/dev/null --storage.tsdb.path=. "--web.listen-address=127.0.0.1:$port"
echo "{\"admin\":{\"listen\":\"127.0.0.1:$((port + 1))\"}}" >"$work/caddy.json"
compare_server caddy "http://127.0.0.1:$((port + 1))" caddy run --config "$work/caddy.json"
compare_server etcd "http://127.0.0.1:$((port + 2))" etcd --enable-pprof --data-dir . \
    "--listen-client-urls=http://127.0.0.1:$((port + 2))" \
    "--advertise-client-urls=http://127.0.0.1:$((port + 2))" \
    "--listen-peer-urls=http://127.0.0.1:$((port + 3))" \
    "--initial-advertise-peer-urls=http://127.0.0.1:$((port + 3))" \
    "--initial-cluster=default=http://127.0.0.1:$((port + 3))"

if [[ $npm == yes ]]; then
    cd "$work" || exit 1
    if npm install --no-fund --no-audit --silent esbuild @typescript/native-preview >npm.log 2>&1; then
        mkdir -p site && echo 'let a: number = 1; console.log(a)' >site/a.ts
        esbuild=$(find node_modules/@esbuild -name esbuild -type f | head -n 1)
        tsgo=$(find node_modules/@typescript -name tsgo -type f -path '*lib*' | head -n 1)
        live -quit -wait 2s -- "$work/$esbuild" site/a.ts --bundle --outdir=out --watch=forever
        live -quit -wait 2s -- "$work/$esbuild" --servedir=site --serve=127.0.0.1:0
        live -quit -wait 2s -- "$work/$tsgo" --lsp --stdio
    else
        echo "npm does not answer: esbuild and tsgo not run"
    fi
fi
exit $failed
