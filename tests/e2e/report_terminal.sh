#!/usr/bin/env bash
# report_terminal.sh - what report says on a terminal: a screen at most, colours only there and only where
# they are wanted, and nothing that evidence could do to it. A terminal is made with script(1).
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
command -v script >/dev/null || { echo 'SKIPPED: script(1) is missing' && exit 77; }
export LC_ALL=C.UTF-8
unset NO_COLOR
escape=$'\e'

# In a terminal of COLUMNS; what is shown is in NAME.shown, without the ends of lines of a terminal.
on_terminal() { # NAME COLUMNS ARGUMENT-OF-REPORT...
    local name=$1 columns=$2 code
    shift 2
    script -qec "stty cols $columns rows 24; $(printf '%q ' "$REPORT" "$@")" /dev/null </dev/null >"$name.raw"
    code=$?
    tr -d '\r' <"$name.raw" >"$name.shown"
    return "$code"
}

without_colour() { # FILE
    sed 's/\x1b\[[0-9;]*m//g' "$1"
}

widest() { # FILE
    without_colour "$1" | wc -L
}

# ---- a program that leaks, one whose name would clear the screen ----
start_target leaky.log "$TARGETS/leaky" -head-start 10s -heap 4M -for 2m || exit 1
run "0 1" "$COLLECT" --quick -q -o evening.tgz "$target_pid"
sleep 4
run "0 1" "$COLLECT" --quick -q -o morning.tgz "$target_pid"
end_target "$target_pid"
evil=$'e\e[2J\e]0;x\a'
cp "$(command -v sleep)" "$evil"
"./$evil" 60 &
evil_pid=$!
started+=("$evil_pid")
sleep 0.3
run "0 1" "$COLLECT" --quick -q -o evil.tgz "$evil_pid"

# ---- one screen, of the width that it has ----
for name in one two evil; do
    case $name in
    one) bundles=(morning.tgz) ;;
    two) bundles=(evening.tgz morning.tgz) ;;
    evil) bundles=(evil.tgz) ;;
    esac
    run 0 on_terminal "$name" 80 -o "$name.html" -o "$name.md" "${bundles[@]}"
    check "$name: a screen at most" test "$(wc -l <"$name.shown")" -le 24
    check "$name: no line is wider than the terminal" test "$(widest "$name.shown")" -le 80
    check "$name: where the report is" contains "$name.shown" "$name.html"
    check "$name: in colours" contains "$name.shown" "${escape}["
    check "$name: that end" test "$(grep -o "${escape}\[[1-9][0-9;]*m" "$name.shown" | wc -l)" -eq "$(grep -o "${escape}\[0\?m" "$name.shown" | wc -l)"
    without_colour "$name.shown" >"$name.plain"
    check "$name: and nothing else is sent to it" test "$(LC_ALL=C grep -c '[[:cntrl:]]' "$name.plain")" -eq 0
done
check "the verdict of two names the leaks" contains two.plain "goroutines" "descriptors" "leak of"
check "a name that would clear the screen is shown harmless" contains evil.plain "[2J"

# ---- without colours ----
NO_COLOR=1 on_terminal plain 80 -o plain.md morning.tgz
check "NO_COLOR" lacks plain.shown "$escape"
TERM=dumb on_terminal dumb 80 -o dumb.md morning.tgz
check "a dumb terminal" lacks dumb.shown "$escape"
run 0 "$REPORT" -o piped.md morning.tgz
check "a pipe" lacks out "$escape"
check "has the same words" cmp <(tr -s '[:space:]' '\n' <out | sed 's/piped/plain/') <(tr -s '[:space:]' '\n' <plain.shown)
on_terminal quiet 80 -q -o quiet.md morning.tgz
check "--quiet is quiet" test ! -s quiet.shown
finish
