#!/usr/bin/env bash
# browser.sh - reads reports in headless Chromium: made-up ones, hostile ones, and that of a real leak.
#
# SAMPLE_REPORT writes the made-up ones, MAKE_PROFILE a large profile, COLLECT and REPORT make that of leaky in the
# folder TARGETS, WORK is a folder of the build; all are set by ctest. The packages of package.json are installed into WORK once.
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sample=${SAMPLE_REPORT:?set by ctest: the program that writes a made-up report}
work=${WORK:?set by ctest: a folder of the build}
: "${MAKE_PROFILE:?set by ctest}" "${COLLECT:?set by ctest}" "${REPORT:?set by ctest}" "${TARGETS:?set by ctest}"
# shellcheck source=tests/lib/process.sh
. "$here/../lib/process.sh"
# shellcheck source=tests/lib/browser.sh
. "$here/../lib/browser.sh"

browser_ready "$work" && cd "$work" || exit 1

"$sample" html >one.html && "$sample" html 2 >pair.html && "$sample" html 2 cut >plain-cut.html &&
    "$sample" html 2 hostile >hostile.html && "$sample" html 2 many >many.html || exit 1
trap end_all_targets EXIT
# A pair of a program that leaks; exit code 1 says that the bundle has gaps.
take() { # FILE
    "$COLLECT" -q --seconds 1 -o "$1" "$target_pid" </dev/null || (($? == 1))
}
rm -f a.tgz b.tgz
start_target leaky.log "$TARGETS/leaky" -head-start 3s -for 2m && take a.tgz && sleep 4 && take b.tgz &&
    "$REPORT" -q -o real.html a.tgz b.tgz || exit 1
end_all_targets
# 200,000 samples against 220,000, and 100,000 goroutines.
mkdir -p large.a large.b && "$MAKE_PROFILE" 200000 7 | gzip -1 >large.a/heap.pb.gz &&
    "$MAKE_PROFILE" 220000 7 | gzip -1 >large.b/heap.pb.gz &&
    awk -v n=100000 -f "$here/../bench/make_dump.awk" >large.b/goroutines.txt &&
    "$REPORT" -q -o large.html large.a large.b || exit 1
rm -r large.a large.b
export XDG_CONFIG_HOME=$work/config XDG_CACHE_HOME=$work/cache

pages=(large.html real.html one.html pair.html plain-cut.html hostile.html many.html)
failed=0
npx --no-install html-validate --preset standard "${pages[@]}" || failed=1
node "$here/page.mjs" "${pages[@]}" || failed=1
exit $failed
