#!/usr/bin/env bash
# canaries.sh - secrets planted in the home folder, user, host, arguments, environment, URL and
# descriptors are in no byte of the bundle: raw, unpacked, or inside any gzip.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
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
    http://someone:canary-argv-47ab@example.com/ "hook=https://example.com/?sig=canary-argv-60d4" || exit 1
url=${target_url/:\/\//:\/\/visitor:canary-url-2b9a@}

words="$user|canary-"
((${#on_host[@]})) && words="$words|$host"
searched=0
search() { # FILE: raw, and what is packed in it
    searched=$((searched + 1))
    grep -aqEi "$words" "$1" && say_failed "$1: $(grep -aoEi ".{0,30}($words).{0,20}" "$1" | head -n 2)"
    [[ $(head -c 2 "$1" | od -An -tx1) == " 1f 8b" && $1 != *.unpacked ]] || return 0
    gzip -dc "$1" >"$1.unpacked" && search "$1.unpacked"
}

for target in "$target_pid" "tool-of-$user" "$url"; do
    rm -rf bundle out err
    run "0 1" "${on_host[@]}" "${as_user[@]}" "$COLLECT" --seconds 1 --trace 1 -o b.tgz "$target"
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
# --no-redact shows names, says so, and hides credentials all the same.
run "0 1" "${as_user[@]}" "$COLLECT" --quick --no-redact -q -o shown.tgz "$target_pid"
check "it is said, even with -q" contains err "NOT REDACTED"
rm -rf shown && unpack shown.tgz shown
check "and in the bundle" contains shown/01-README.txt "NOT REDACTED"
json shown/00-bundle.json '.redaction.policy == "none"'
check "names are shown" grep -q "/home/$user/" shown/30-files/fd.tsv
check "credentials are not" test -z "$(grep -rlaE 'canary-(argv|env|url)' shown)"
check "enough was searched" test "$searched" -gt 60
finish
