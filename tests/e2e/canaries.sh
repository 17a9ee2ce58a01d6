#!/usr/bin/env bash
# canaries.sh - secrets planted in the home folder, user, host, arguments, environment, URL and
# descriptors are in no byte of the bundle: raw, unpacked, or inside any gzip.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/lib/go.sh
. "$top/tests/lib/go.sh"
user=wilhelmina host=canarybox
home="$work/mnt/home/$user" # contains the home folder's path, below another one
mkdir -p "$home/bin" "$home/$host.logs"
cp "$TARGETS/leaky" "$home/bin/tool-of-$user" || exit 1

# The collector believes to be that user; where it may, on a host of that name.
as_user=(env HOME="/home/$user" USER="$user" LOGNAME="$user")
on_host=()
if [[ $(id -u) == 0 ]] && unshare --uts true 2>/dev/null; then
    on_host=(unshare --uts -- bash -c "hostname $host.corp.example && exec \"\$@\"" bash)
fi

CANARY_ENV=canary-env-5d1f start_target target.log "$home/bin/tool-of-$user" \
    -head-start 5s -hold -for 3m -dir "$home/$host.logs" \
    end --token canary-argv-81c2 --api-key=canary-argv-93e7 \
    http://someone:canary-argv-47ab@example.com/ "hook=https://example.com/?sig=canary-argv-60d4" \
    https://hooks.example.com/services/T000/B000/canary-argv-71e5 -pcanary-argv-82f6! || exit 1
url=${target_url/:\/\//:\/\/visitor:canary-url-2b9a@}

words="$user|canary-"
((${#on_host[@]})) && words="$words|$host"
searched=0 strict_runs=0
search() { # FILE: raw, and what is packed in it
    searched=$((searched + 1))
    grep -aqEi "$words" "$1" && say_failed "$1: $(grep -aoEi ".{0,30}($words).{0,20}" "$1" | head -n 2)"
    [[ $(head -c 2 "$1" | od -An -tx1) == " 1f 8b" && $1 != *.unpacked ]] || return 0
    gzip -dc "$1" >"$1.unpacked" && search "$1.unpacked"
}

for target in "$target_pid" "tool-of-$user" "$url"; do
    rm -rf bundle b.tgz out err
    run "0 1" "${on_host[@]}" "${as_user[@]}" "$COLLECT" --seconds 1 --trace 1 -o b.tgz "$target"
    check "a bundle of $target" test -s b.tgz
    [[ -s b.tgz ]] || continue
    unpack b.tgz bundle
    search b.tgz
    while IFS= read -r -d '' file; do
        search "$file"
    done < <(find bundle -type f -print0)
    check "names in the archive hold nothing" test -z "$(tar -tzf b.tgz | grep -Ei "$words")"
    check "arguments are shown masked" contains bundle/10-process/argv.txt \
        "--token" "--api-key=[masked]" "http://someone:[masked]@example.com/" "?sig=[masked]"
    check "the home folder has its pseudonym" grep -qE '/home/user-[0-9a-f]{6}/' \
        bundle/30-files/fd.tsv
    check "the heap profile was collected" test -s bundle/40-go/heap.pb.gz
done
# What a program says of itself: labels (names and values), tasks, regions and log of a trace, names of profiles,
# /debug/vars, the body of an error, the flags that it was built with; and the name of its control group.
mark="run by $user on $host, /home/$user/x, canary-argv-81c2"
group=''
for root in /sys/fs/cgroup/memory /sys/fs/cgroup; do
    [[ $(id -u) == 0 ]] && mkdir "$root/of-$user-$$" 2>/dev/null && group=$root/of-$user-$$ && break
done
leave() {
    end_all_targets
    [[ -z $group ]] || rmdir "$group"
    rm -rf "$work"
}
trap leave EXIT
go=$(find_go)
mkdir source
cat >source/main.go <<'GO'
package main

import (
	"os"
	"time"
)

var apiToken, owner string

func main() { os.Stdout.WriteString(apiToken[:0] + owner[:0] + "listening nowhere\n"); time.Sleep(time.Minute) }
GO
(cd source && CGO_ENABLED=0 GO111MODULE=off GOFLAGS='' GOENV=off GOCACHE="$top/build/go-cache" "$go" build \
    -ldflags "-X main.apiToken=canary-ldflags-19ae -X 'main.owner=$user and others'" -o ../built main.go) || exit 1
start_target built.log ./built || exit 1
run "0 1" "${on_host[@]}" "${as_user[@]}" "$COLLECT" --quick --live never -o built.tgz "$target_pid"
unpack built.tgz built.d
check "flags of the build are there" grep -q 'build.-ldflags=' built.d/40-go/buildinfo.txt
check "and masked" contains built.d/40-go/buildinfo.txt "main.apiToken=[masked]"
search built.d/40-go/buildinfo.txt

start_target marks.log "$TARGETS/zoo_pprof" -each 0 -deep 0 -workers 3 -for 3m -refuse /debug/pprof/block -mark "$mark" \
    end --token canary-argv-81c2 || exit 1
[[ -z $group ]] || echo "$target_pid" >"$group/cgroup.procs" || exit 1
for how in standard strict; do
    rm -rf bundle
    run "0 1" "${on_host[@]}" "${as_user[@]}" "$COLLECT" --seconds 1 --trace 1 --redact "$how" -o marks.tgz "$target_pid"
    unpack marks.tgz bundle
    search marks.tgz
    while IFS= read -r -d '' file; do
        search "$file"
    done < <(find bundle -type f -print0)
    json bundle/manifest.json '.artifacts[] | select(.id == "go.block") | .status == "failed" and .http_status == 500'
    for id in go.zoo.handles go.expvar go.cpu go.goroutine.debug1; do
        json bundle/manifest.json "any(.artifacts[]; .id == \"$id\" and .status == \"ok\")"
    done
    check "labels are there, without what they say" grep -q '"mark"' bundle/40-go/goroutine-debug1.txt
    [[ -z $group ]] || check "so is the control group" grep -qE "/of-user-[0-9a-f]{6}-" bundle/10-process/cgroup
done
# --redact=strict hides names in paths, and what rules need stays; the same key makes the same names.
mkdir -p "$home/Projekt Geheim/.claude/projects/-home-geheim" "$work/tmp"
: >"$home/Projekt Geheim/.claude/projects/-home-geheim/geheim-0f8fad5b.jsonl"
start_target strict.log bash -c 'exec 7<"$1" && cd "$2" && shift 2 && exec "$@"' bash \
    "$home/Projekt Geheim/.claude/projects/-home-geheim/geheim-0f8fad5b.jsonl" "$home/Projekt Geheim" \
    "$home/bin/tool-of-$user" -none -for 3m -dir "$home/$host.logs" end "$home/Projekt Geheim/plan.txt" || exit 1
words="$words|geheim"
for key in one one two; do
    rm -rf bundle strict
    run "0 1" "${on_host[@]}" "${as_user[@]}" "$COLLECT" --seconds 1 --redact strict --redact-key "key-$key" \
        -o strict.tgz "$target_pid"
    unpack strict.tgz bundle
    search strict.tgz
    while IFS= read -r -d '' file; do
        search "$file"
    done < <(find bundle -type f -print0)
    check "the key is nowhere" test -z "$(grep -rlaF "$(cat "key-$key")" bundle)"
    json bundle/00-bundle.json '.redaction == {"policy": "strict", "key": "file"}'
    check "what rules need stays" grep -qE '/dir-[a-p]{6}/\.claude/projects/dir-[a-p]{6}/file-[0-9a-f]{8}\.jsonl' \
        bundle/30-files/fd.tsv
    cp bundle/30-files/fd.tsv "fd-$key-$((++strict_runs)).tsv"
    run "0 1" "$REPORT" -o strict.json strict.tgz
done
names() { grep -oE 'file-[0-9a-f]{8}\.jsonl' "$1" | sort -u; }
check "one key, one name" test "$(names fd-one-1.tsv)" = "$(names fd-one-2.tsv)"
check "another key, another name" test "$(names fd-one-1.tsv)" != "$(names fd-two-3.tsv)"
check "the key is for its owner" test "$(stat -c %a key-one)" = 600
run 2 "$COLLECT" --redact strict --no-redact -o no.tgz "$target_pid"
run 2 "$COLLECT" --redact much -o no.tgz "$target_pid"

# --no-redact shows names, says so, and hides credentials all the same.
run "0 1" "${as_user[@]}" "$COLLECT" --quick --no-redact -q -o shown.tgz "$target_pid"
check "it is said, even with -q" contains err "NOT REDACTED"
rm -rf shown && unpack shown.tgz shown
check "and in the bundle" contains shown/01-README.txt "NOT REDACTED"
json shown/00-bundle.json '.redaction.policy == "none"'
run "0 1" "$REPORT" -o shown.md -o shown.html shown.tgz
check "and in every report" contains shown.md "NOT REDACTED"
check "and in every report" contains shown.html "NOT REDACTED"
check "names are shown" grep -q "/home/$user/" shown/30-files/fd.tsv
check "credentials are not" test -z "$(grep -rlaE 'canary-(argv|env|url)' shown)"
check "enough was searched" test "$searched" -gt 60
finish
