#!/usr/bin/env bash
# report_same.sh - HTML, Markdown and JSON of one report say the same, of a leak, a healthy program, a bundle that
# was cut, and of macOS.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
here=$top/tests/e2e
command -v node >/dev/null || { echo "node is missing: apt-get install nodejs" >&2 && exit 1; }

same() { # NAME BUNDLE...
    local name=$1
    shift
    run 0 "$REPORT" -q --top 2000 --max-chars 50000000 -o "$name.html" -o "$name.md" -o "$name.json" "$@"
    check "$name: three formats, one report" node "$here/same_numbers.mjs" "$name.html" "$name.md" "$name.json"
}

start_target leaky.log "$TARGETS/leaky" -head-start 5s -for 2m || exit 1
run "0 1" "$COLLECT" --seconds 1 -o a.tgz "$target_pid"
sleep 2
run "0 1" "$COLLECT" --seconds 1 -o b.tgz "$target_pid"
start_target healthy.log "$TARGETS/leaky" -none -for 2m || exit 1
run "0 1" "$COLLECT" --quick -o healthy.tgz "$target_pid"
head -c $(($(stat -c %s b.tgz) * 2 / 3)) b.tgz >cut.tgz
"${MAC_BUNDLE:-$top/build/dev/tests/unit/support/mac_bundle}" mac.tgz || say_failed "no bundle of macOS"

same pair a.tgz b.tgz
same one b.tgz
same healthy healthy.tgz
same cut cut.tgz
same mac mac.tgz
same strangers healthy.tgz b.tgz
finish
