#!/usr/bin/env bash
# collect_output.sh - where a bundle goes when nobody says so, and when standard output is closed.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
quick=(--quick -q --only process)

# A program whose name looks like an option.
cp "$(command -v sleep)" "$work/-rf"
"$work/-rf" 120 &
pid=$!
started+=("$pid")
for ((try = 0; try < 100; try++)); do
    [[ $(<"/proc/$pid/comm") == -rf ]] && break
    sleep 0.05
done

# ---- names ----
mkdir names && cd names || exit 1
collecting=()
for n in 1 2 3 4; do
    "$COLLECT" "${quick[@]}" "$pid" >"../said.$n" 2>"../err.$n" </dev/null &
    collecting+=("$!")
done
wait "${collecting[@]}"
cd ..
check "four at once are four bundles" test "$(find names -type f | wc -l)" -eq 4
check "of the names that were printed" test "$(cat said.* | sort)" == "$(cd names && printf '%s\n' * | sort)"
check "none of them looks like an option" test "$(find names -name '_rf-*.tgz' | wc -l)" -eq 4
for file in names/*; do
    run 0 "$REPORT" --verify "$file"
done
run "0 1" "$COLLECT" "${quick[@]}" -o named.tgz "$pid"
first=$(sha256sum <named.tgz)
run "0 1" "$COLLECT" "${quick[@]}" -o named.tgz "$pid"
check "a name that was given is used again" test "$(sha256sum <named.tgz)" != "$first" -a ! -e named-2.tgz

# ---- closed descriptors: no file of ours gets their number, and our words ----
for closed in '>&-' '2>&-' '<&-' '<&- >&- 2>&-'; do
    rm -f closed.tgz
    eval '"$COLLECT" --quick --only process -o closed.tgz "$pid" '"$closed"
    run 0 "$REPORT" --verify closed.tgz
    rm -f closed.md closed.html
    eval '"$REPORT" -o closed.md -o closed.html closed.tgz '"$closed"
    check "$closed: Markdown begins with its title" test "$(head -c 2 closed.md)" == '# '
    check "$closed: HTML begins as one" test "$(head -c 9 closed.html)" == '<!DOCTYPE' -o "$(head -c 9 closed.html)" == '<!doctype'
done
"$COLLECT" "${quick[@]}" -o - "$pid" >&- 2>err
code=$?
check "nowhere to write to is an error" test "$code" -gt 1
check "that says so" contains err "write"
"$REPORT" -q -f md -o - named.tgz >&- 2>err
check "of report, too" test $? -eq 6
finish
