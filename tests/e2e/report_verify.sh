#!/usr/bin/env bash
# report_verify.sh - report --verify says whether a bundle is whole, cut or altered, and writes no
# report.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

start_target leaky.log "$TARGETS/leaky" -none -for 2m || exit 1
run "0 1" "$COLLECT" --quick -o b.tgz "$target_pid"
run 0 "$REPORT" --verify b.tgz
check "whole" contains out "b.tgz" "whole:"
check "every member was compared" test "$(sed -n 's/^whole: \([0-9]*\) of \([0-9]*\) .*/\1 \2/p' out)" = \
    "$(tar -tzf b.tgz | wc -l) $(tar -tzf b.tgz | wc -l)"
check "no report is written" test -z "$(find . -name '*.report.*')"

repack() { # NAME: the unpacked bundle in ./x as NAME
    tar -czf "$1" -C x "$(ls x)"
}
rm -rf x && mkdir x && tar -xzf b.tgz -C x
top_folder=x/$(ls x)
repack same.tgz
run 0 "$REPORT" --verify same.tgz
printf 'x' >>"$top_folder/10-process/status"
repack altered.tgz
run 1 "$REPORT" --verify altered.tgz
check "the member is named" contains out "10-process/status: has another size" "altered:"
rm "$top_folder/10-process/status"
repack missing.tgz
run 1 "$REPORT" --verify missing.tgz
check "the lack is named" contains out "10-process/status: is in the manifest and not in the bundle"
touch "$top_folder/more"
repack extra.tgz
run 1 "$REPORT" --verify extra.tgz
check "the stranger is named" contains out "more: is not in the manifest"

size=$(stat -c %s b.tgz)
for part in 30 60 90; do
    head -c $((size * part / 100)) b.tgz >cut.tgz
    run 4 "$REPORT" --verify cut.tgz
    check "cut at $part %" contains out "cut:"
done
run 3 "$REPORT" --verify /etc/passwd
run 3 "$REPORT" --verify no/such/file
run 1 "$REPORT" --verify b.tgz altered.tgz
run 2 "$REPORT" --verify
finish
