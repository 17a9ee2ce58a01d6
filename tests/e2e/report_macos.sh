#!/usr/bin/env bash
# report_macos.sh - a made-up bundle of macOS, as files, through the whole report: numbers, parts and
# words of that system; and what people paste from there. No Mac was used for it.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
make=${MAC_BUNDLE:-$top/build/dev/tests/unit/support/mac_bundle}

run 0 "$make" evening 3600 300 20 30 0
run 0 "$make" morning 39600 2348 420 430 12
run 0 "$make" pasted 3600 300 20 30 0 tools
run 0 "$REPORT" -q -o two.md -o two.html -o two.json evening morning
check "Markdown of two" contains two.md 'The physical footprint grew by 2.0 GiB in 10 h 0 min' '2.3 GiB (+2.0 GiB) footprint' \
    '| mapped by hand | 275.9 MiB | 2.3 GiB |' '| physical footprint, the sum | 300.0 MiB | 2.3 GiB |' \
    '12 ended children were never waited for' '| kqueue | 20 | 420 | +400 |' '400 more descriptors of kqueue' \
    'lsof -n -P -p 4711' 'kevent' 'macOS 26.4.1 (25E253)' '10-process/taskinfo.tsv' \
    'The limit of this process is not known.'
check "HTML of two" contains two.html 'Physical footprint by part' 'lsof -n -P -p 4711'
check "no command of Linux" test "$(grep -cE '/proc/4711|--ppid' two.md two.html)" = $'two.md:0\ntwo.html:0' # commands of Linux
json two.json '.metrics."process.footprint" | .a == 314572800 and .b > 2e9'
run 0 "$REPORT" -q -o pasted.md pasted/*/*
check "what people paste" contains pasted.md '300.0 MiB footprint, 340.0 MiB resident' '51 open' '| kqueue | 20 |' harbor
finish
