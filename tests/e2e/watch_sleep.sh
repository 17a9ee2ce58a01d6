#!/usr/bin/env bash
# watch_sleep.sh - the machine sleeps for an hour, and its clock is set by half an hour: each is an event of the log
# and of the report, and neither is growth. Nobody can put the machine of a test to sleep: what clock_gettime says is
# made up by a library that is loaded before all others (tests/targets/clocks).
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/e2e/watch_lib.sh
. "$top/tests/e2e/watch_lib.sh"

if [[ ! -e $TARGETS/clocks.so ]] || { grep -q __asan_init "$COLLECT" && ! ldd "$COLLECT" | grep -q libasan; }; then
    echo "the clocks of this program cannot be made up: not tested"
    exit 77
fi
start_target leaky.log "$TARGETS/leaky" -none -for 2m -dir . || exit 1
export EXHIBIT_CLOCKS=$work/clocks ASAN_OPTIONS="$ASAN_OPTIONS:verify_asan_link_order=0"
LD_PRELOAD=$TARGETS/clocks.so start_watch night --for 3h "$target_pid"
await_event night $'^bundle\t.*baseline$'
sleep 2
echo "3600 0" >clocks.new && mv clocks.new clocks
await_event night $'^gap\t[0-9]+\t3[56][0-9][0-9](\\.[0-9]+)?\tsleep'
sleep 2
echo "3600 1800" >clocks.new && mv clocks.new clocks
await_event night $'^clock\t[0-9]+\t1[78][0-9][0-9]'
sleep 2
kill -TERM "$watch_pid"
await_watch
check "the log is whole" is_whole night
check "a row says the time that passed" awk -F, 'NR > 1 && $6 > 3600 {found = 1} END {exit !found}' night/mem-*.log
check "nothing was late" no_event night $'^gap\t.*\tlate'
rm clocks
unset EXHIBIT_CLOCKS

run 0 "$REPORT" -q -o night.md -o night.json night
event() { # NAME EXPRESSION
    json night.json "[.night.events[] | select(.event == \"$1\")] | length == 1 and (.[0] | $2)"
}
event gap '.subject == "sleep" and .value > 3599 and .value < 3601'
event clock '.value > 1799 and .value < 1801'
json night.json '.findings == []'
check "Markdown says both" contains night.md "gap: sleep, 1 h 0 min" "clock set by +30 min"
finish
