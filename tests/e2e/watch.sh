#!/usr/bin/env bash
# A night in a minute: a program that leaks is watched. Conditions fire, each once; others do not;
# log and bundles are whole, also after SIGKILL, and when the disk is full.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/e2e/watch_lib.sh
. "$top/tests/e2e/watch_lib.sh"

refuses() { # OPTION... : wrong usage, with a word in the message
    local word=$1
    shift
    run 2 "$COLLECT" "$@" $$
    contains err "$word" || say_failed "no word of $word"
}

# ---- what is wrong is said before anything is done ----
refuses 'process.rss>2X' --watch --when 'process.rss>2X' -o never
check 'the place is marked' grep -qxE ' {14}\^' err
refuses 'did you mean process.rss?' --watch --when 'process.rs>2G' -o never
refuses 'twice --every' --watch --every 60s --when 'fds.total grows 5 in 90s' -o never
refuses '--watch' --when 'fds.total>5'
refuses 'into a folder' --watch -o -
check 'no folder was made' test ! -e never

# ---- a leak ----
start_target leaky.log "$TARGETS/leaky" -fds 30 -goroutines 60 -heap 1M || exit 1
start_watch night --for 30s --keep 2 --when 'fds.total>100,200,100000' --when 'go.goroutines grows 400 in 1m' \
    --when 'process.rss>100G' --when 'cpu>9000% for 1s' --when 'fds.total grows 100000 in 1m' --when exit \
    --when 'fds.total>99%limit' "$target_pid"
await_watch
check 'the log is whole' is_whole night
check 'the bundles are whole' bundles_are_whole night
check 'nothing else is left' nothing_else_in night
check 'the columns of the old monitor come first' grep -q '^time,heap_alloc_bytes,heap_inuse_bytes,goroutines,rss_mb,' night/mem-*.log
check 'a baseline' has_bundle night baseline
check 'a last bundle' has_bundle night end
await_event night $'^start\t[0-9]+\t0.25\tleaky\t.*boot_id=' 1
await_event night $'^reader\t[0-9]+\t\tlive' 1
await_event night $'^trigger\t[0-9]+\t1[0-9][0-9]\tfds.total>100,200,100000\tbound 100' 1
await_event night $'^trigger\t[0-9]+\t2[0-9][0-9]\tfds.total>100,200,100000\tbound 200' 1
await_event night $'^trigger\t[0-9]+\t[0-9]+\tgo.goroutines grows 400 in 1m\tfrom [0-9]+ in [0-9]+ s' 1
await_event night $'^end\t[0-9]+\t\t\ttime' 1
check 'what did not come true did not fire' no_event night '100G|9000%|grows 100000|exit|99%limit'
check 'each rung fired once' test "$(events night | grep -c $'\ttrigger\t.*fds.total>100,200')" -eq 2
check 'a bundle of a trigger' has_bundle night trigger
check 'at most two bundles of triggers are kept' test "$(compgen -G 'night/*-trigger.tgz' | wc -l)" -le 2
check 'as many bundles as events say' test "$(compgen -G 'night/*.tgz' | wc -l)" -eq \
    $(($(events night | cut -f3 | grep -cx bundle) - $(events night | cut -f3 | grep -cx bundle_removed)))
for column in goroutines heap_alloc_bytes heap_idle_bytes num_gc rss_bytes fds fds_files fds_pipes threads cpu_s children; do
    check "$column is in the log" test -n "$(last_value night $column)"
done
check 'descriptors as the kernel counts them' test "$(last_value night fds)" -gt 250
check 'standard output is the log and the bundles' test "$(wc -l <night.out)" -eq \
    $((1 + $(events night | cut -f3 | grep -cx bundle)))

# ---- SIGKILL ----
start_watch killed "$target_pid"
await_event killed $'^bundle\t.*baseline$'
kill -KILL "$watch_pid"
wait "$watch_pid" 2>/dev/null
check 'after SIGKILL the log is whole' is_whole killed
check 'and so are the bundles' bundles_are_whole killed
check 'and nothing else is left' nothing_else_in killed

# ---- SIGTERM, and only cheap evidence ----
start_watch cheap --when 'fds.total>1 dangerous 2' "$target_pid"
await_event cheap $'^trigger\t'
await_event cheap $'^bundle\t.*trigger$'
kill -TERM "$watch_pid"
await_watch
await_event cheap $'^end\t[0-9]+\t\t\tterminated' 1
check 'a last bundle on SIGTERM' has_bundle cheap end
check 'cheap bundles are whole' bundles_are_whole cheap
unpack "$(compgen -G 'cheap/*-trigger.tgz')" dangerous
json dangerous/00-bundle.json '.watch.cheap and .watch.trigger == "fds.total>1 dangerous 2"'
check 'the process was left in peace' test ! -e dangerous/40-go/goroutine.pb.gz -a ! -e dangerous/20-memory/smaps_rollup
check 'what costs nothing is there' test -s dangerous/30-files/fd.tsv -a -s dangerous/10-process/status

# ---- a full disk ----
mkdir tiny
if [[ $(id -u) -eq 0 ]] && mount -t tmpfs -o size=1400k tmpfs tiny 2>/dev/null; then
    trap 'end_all_targets; umount -l "$work/tiny"; rm -rf "$work"' EXIT
    start_watch tiny/night --when 'fds.total grows 25 in 30s cooldown 1s' --skip go.allocs "$target_pid"
    await_event tiny/night $'^bundle_removed\t.*disk full$' 90
    kill -INT "$watch_pid"
    await_watch
    check 'the baseline survives a full disk' has_bundle tiny/night baseline
    check 'and so does the log' is_whole tiny/night
    for bundle in tiny/night/*.tgz; do
        check "$bundle is whole" "$REPORT" --verify "$bundle"
    done
else
    echo 'SKIPPED: a full disk: that takes root and a tmpfs'
fi
finish
