#!/usr/bin/env bash
# collect_published.sh - /debug/vars and /metrics come along where they are, masked; where they are
# not, that is no gap.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
only=(--quick --only "go.expvar,go.metrics,go.index,go.heap")

start_target vars.log "$TARGETS/hostile" -for 2m -on /metrics=metrics \
    --  --token canary-argv-11d7 --api-key=canary-argv-22e8 || exit 1
run "0 1" "$COLLECT" "${only[@]}" -o vars.tgz "$target_url"
check "complete" test "$code" = 0
unpack vars.tgz vars
json vars/40-go/expvar.json '.cmdline | .[-3:] == ["--token", "[masked]", "--api-key=[masked]"]'
json vars/40-go/expvar.json '.memstats.NumGC >= 0'
check "metrics" contains vars/40-go/metrics.prom 'jobs_total{queue="a"} 12'
check "no argument value anywhere" test -z "$(grep -rl canary-argv vars)"
# The same where only the server can be asked, not the process.
run "0 1" unshare -r "$COLLECT" "${only[@]}" -o remote.tgz "$target_url"
unpack remote.tgz remote
check "masked without the process" test -z "$(grep -rl canary-argv remote)"
run 0 "$REPORT" -o vars.md vars.tgz

start_target none.log "$TARGETS/leaky" -none -for 2m || exit 1
run 0 "$COLLECT" "${only[@]}" -o none.tgz "$target_pid"
unpack none.tgz none
json none/manifest.json '[.artifacts[] | select(.id == "go.expvar" or .id == "go.metrics") | .status] == ["unsupported", "unsupported"]'

start_target page.log "$TARGETS/hostile" -for 2m -on /metrics=login -on /debug/vars=login || exit 1
run 0 "$COLLECT" "${only[@]}" -o page.tgz "$target_url"
unpack page.tgz page
check "a page for every path is neither" test -z "$(find page/40-go -name 'expvar*' -o -name 'metrics*')"
start_target shut.log "$TARGETS/hostile" -for 2m -on /metrics=hang-body -on /debug/vars=401 || exit 1
run 1 "$COLLECT" "${only[@]}" --deadline 8 -o shut.tgz "$target_url"
unpack shut.tgz shut
json shut/manifest.json 'any(.artifacts[]; .id == "go.expvar" and .status == "denied")'
finish
