#!/usr/bin/env bash
# collect_inside.sh - a process in another network namespace is asked from inside it; the id of a thread
# stands for its process.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_target here.log "$TARGETS/leaky" -none -for 2m || exit 1
here=$target_pid
for task in /proc/"$here"/task/*; do
    thread=${task##*/}
done
run "0 1" "$COLLECT" --only process.stat -o thread.tgz "$thread"
unpack thread.tgz thread
json thread/00-bundle.json '.target.pid == $pid' --argjson pid "$here"
[[ $thread == "$here" ]] || check "it is told" contains err "$thread is a thread of process $here"

if [[ $(id -u) != 0 ]] || ! unshare --net ip link set lo up 2>/dev/null; then
    echo "network namespaces cannot be made here"
    finish
fi
quick=(--only "go.index,go.heap,process.stat,process.cgroup")
start_target inside.log unshare --net -- bash -c 'ip link set lo up; exec "$@"' bash \
    "$TARGETS/leaky" -none -for 2m || exit 1
check "its port is not ours" test -z "$(curl -s -m 2 "$target_url/debug/pprof/")"
run 0 "$COLLECT" "${quick[@]}" -o inside.tgz "$target_pid"
unpack inside.tgz inside
check "its heap was asked for inside" test -s inside/40-go/heap.pb.gz
check "a profile of that process" test "$(jq -r .target.pid inside/00-bundle.json)" = "$target_pid"
run 0 "$COLLECT" --dry-run "${quick[@]}" "$target_pid"
check "--dry-run names the address" contains out "$target_url/debug/pprof/"
check "collect itself stayed outside" test "$(readlink /proc/self/ns/net)" != "$(readlink "/proc/$target_pid/ns/net")"

start_target unix.log unshare --net -- "$TARGETS/leaky" -none -for 2m -listen "unix:$work/s" || exit 1
run 0 "$COLLECT" "${quick[@]}" -o unix.tgz "$target_pid"

# Without the right to go there: the reason, and what to do.
copy=$work/collect
cp "$COLLECT" "$copy" && chmod 755 "$work" "$copy"
mkdir -m 777 out.d
if setpriv --reuid 65534 --clear-groups --inh-caps=-all true 2>/dev/null; then
    start_target other.log unshare --net -- setpriv --reuid 65534 --clear-groups bash -c 'exec "$@"' bash \
        "$TARGETS/leaky" -none -for 2m || finish
    run "0 1" setpriv --reuid 65534 --clear-groups --inh-caps=-all \
        "$copy" "${quick[@]}" -o out.d/no.tgz "$target_pid"
    [[ ! -e out.d/no.tgz ]] || unpack out.d/no.tgz no
    json no/manifest.json 'any(.artifacts[]; .id == "go.index" and .status != "ok" and (.reason | contains("sudo")))' ||
        jq -c '.artifacts[] | select(.id == "go.index")' no/manifest.json
fi
finish
