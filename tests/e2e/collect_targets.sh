#!/usr/bin/env bash
# collect_targets.sh - one and the same process by PID, by name, by URL and by unix socket.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
quick=(--seconds 1 --trace 1)

same_process() { # BUNDLE NAME PID
    unpack "$1" "$2"
    json "$2/00-bundle.json" '.target.pid == $pid' --argjson pid "$3"
    check "$2 has a status of the process" contains "$2/10-process/status" "Name:"
    check "$2 has a heap profile" test -s "$2/40-go/heap.pb.gz"
    check "$2 has every goroutine" contains "$2/40-go/goroutine-debug2.txt" \
        "watcher.(*Watcher).waitForEvents"
}

cp "$TARGETS/leaky" "./target-$$" # a name that nothing else has
start_target leaky.log "./target-$$" -head-start 5s -hold -for 3m || exit 1
tcp_pid=$target_pid tcp_url=$target_url
run "0 1" "$COLLECT" "${quick[@]}" -o pid.tgz "$tcp_pid"
same_process pid.tgz pid "$tcp_pid"
run "0 1" "$COLLECT" "${quick[@]}" -o name.tgz "target-$$"
same_process name.tgz name "$tcp_pid"
run "0 1" "$COLLECT" "${quick[@]}" -o url.tgz "$tcp_url"
same_process url.tgz url "$tcp_pid"
run "0 1" "$COLLECT" "${quick[@]}" -o prefix.tgz "$tcp_url/debug/pprof/"
same_process prefix.tgz prefix "$tcp_pid"

# A proxy of the environment is for other machines.
for proxy in http_proxy HTTP_PROXY https_proxy all_proxy ALL_PROXY; do
    export "$proxy=http://127.0.0.1:1"
done
run "0 1" "$COLLECT" "${quick[@]}" --only go.,process.status -o proxy.tgz "$tcp_url"
same_process proxy.tgz proxy "$tcp_pid"
unset http_proxy HTTP_PROXY https_proxy all_proxy ALL_PROXY

start_target unix.log "$TARGETS/leaky" -head-start 5s -hold -for 3m -listen "unix:$work/s" || exit 1
run "0 1" "$COLLECT" "${quick[@]}" -o unix.tgz "$target_url"
same_process unix.tgz unix "$target_pid"
run "0 1" "$COLLECT" "${quick[@]}" -o unixpid.tgz "$target_pid"
same_process unixpid.tgz unixpid "$target_pid"

# A script that has started the program: it is told which process to take.
start_target script.log bash -c 'trap "kill \$child" TERM; "$0" -none -for 1m -dir . & child=$!; wait' \
    "./target-$$" || exit 1
run "0 1" "$COLLECT" "${quick[@]}" -o script.tgz "$target_pid"
unpack script.tgz script
child=$(pgrep -P "$target_pid")
json script/manifest.json '.artifacts[] | select(.id == "go.index") | .reason ==
    "the process listens nowhere, so it has no pprof server; but target-\($shell), PID \($child), which it has started, " +
    "listens: collect that one"' --argjson shell $$ --argjson child "$child"
check "that is said at the end, too" contains err "PID $child, which it has started, listens"

# To standard output the same, and nothing else.
"$COLLECT" "${quick[@]}" -o - "$tcp_pid" >stdout.tgz 2>err
same_process stdout.tgz stdout "$tcp_pid"
finish
