#!/usr/bin/env bash
# The line that a watch keeps on a terminal: as wide as that is, without colours, gone when it is not
# wanted. A terminal is made with script(1).
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
command -v script >/dev/null || { echo 'SKIPPED: script(1) is missing' && exit 77; }
export LC_ALL=C.UTF-8

# In a terminal of COLUMNS: what is typed comes from standard input; all that is shown is in NAME.shown,
# the name of the terminal in NAME.tty, the exit code in NAME.code. The shell in between outlives Ctrl-C
# to write that (dash would not).
in_terminal() { # NAME COLUMNS ARGUMENT-OF-COLLECT...
    local name=$1 columns=$2
    shift 2
    printf '%q ' "$COLLECT" --watch --quick -o "$name" "$@" >"$name.command"
    script -qec "trap : INT; tty >$name.tty; stty cols $columns rows 20; $(<"$name.command"); echo \$? >$name.code" /dev/null >"$name.shown"
}

# Each state of the line, one a row; what else is printed stands on rows of its own.
frames() { # NAME
    tr -d '\n' <"$1.shown" | sed 's/\r\x1b\[K/\n/g' | tr '\r' '\n' | grep -E ' bundles?(, one being taken)?$'
}

widest() { # NAME
    local frame most=0
    while IFS= read -r frame; do
        ((${#frame} > most)) && most=${#frame}
    done < <(frames_cut "$1")
    echo "$most"
}

# The same of a line that was cut before its last words.
frames_cut() { # NAME
    sed 's/\r\x1b\[K/\n/g' "$1.shown" | tr -d '\r' | grep -E '^[0-9.]+ (s|min)( |$)'
}

start_target leaky.log "$TARGETS/leaky" -fds 50 -goroutines 50 -heap 2M || exit 1

# ---- wide: all of it ----
in_terminal wide 160 --every 0.25 --for 4s "$target_pid" </dev/null
check 'it ended well' grep -qx '[01]' wide.code
check 'the line is written again and again' test "$(frames wide | wc -l)" -ge 8
check 'values and change per hour' grep -qE '^[0-9.]+ s [▁▂▃▄▅▆▇█]{3,} · [0-9.]+ MiB \+[0-9.]+ [KMG]iB/h · [0-9.]+ % CPU · [0-9,]+ fds \+[0-9,]+/h · [0-9,]+ goroutines \+[0-9,]+/h · [01] bundles?' < <(frames wide)
check 'a bundle that is being taken is told' grep -q ', one being taken$' < <(frames wide)
check 'the line is gone before something else is printed' grep -qE 'K(wide/leaky-[^ ]*-end.tgz|Watched for)' wide.shown
check 'and at the end' test "$(tail -n 1 wide.shown | tr -d '\r')" = 'Explain it: report wide'
check 'what was written is listed' grep -q 'wide/leaky-.*-baseline.tgz' wide.shown
check 'no colour' test "$(grep -c $'\e\[[0-9;]*m' wide.shown)" -eq 0

# ---- narrow: cut, never wrapped ----
in_terminal narrow 30 --every 0.25 --for 3s "$target_pid" </dev/null
check 'a narrow terminal has a line, too' test "$(frames_cut narrow | wc -l)" -ge 6
check 'that does not wrap' test "$(widest narrow)" -le 29
check 'and is as long as it may be' test "$(widest narrow)" -ge 27

# ---- not wanted ----
NO_COLOR=1 in_terminal plain 100 --every 0.25 --for 2s "$target_pid" </dev/null
check 'NO_COLOR: no colour' test "$(grep -c $'\e\[[0-9;]*m' plain.shown)" -eq 0
TERM=dumb in_terminal dumb 100 --every 0.25 --for 2s "$target_pid" </dev/null
check 'a dumb terminal gets no codes' test "$(grep -c $'\e' dumb.shown)" -eq 0
check 'but the words' contains dumb.shown 'Explain it: report dumb'
in_terminal quiet 100 --every 0.25 --for 2s -q "$target_pid" </dev/null
check 'quiet is quiet' test "$(grep -c $'\e' quiet.shown)" -eq 0
"$COLLECT" --watch --quick --every 0.25 --for 2s -o piped "$target_pid" >piped.out 2>piped.err </dev/null
check 'no terminal, no line' test "$(grep -c $'\e\|\r' piped.err)" -eq 0
check 'and what it is about' contains piped.err 'Examining leaky' 'Explain it: report piped'
check 'standard output is the log and the bundles' test "$(wc -l <piped.out)" -eq 3

# ---- the window is made smaller: the line follows at once, not at the next sample ----
: >resized.shown
in_terminal resized 100 --every 60s "$target_pid" < <(sleep 30; printf '\003') &
resized=$!
started+=("$resized")
for ((try = 0; try < 100; try++)); do
    frames_cut resized | grep -q . && break
    sleep 0.1
done
check 'a period of a minute has a line at once' test "$(frames_cut resized | wc -l)" -ge 1
sleep 3
before=$(frames_cut resized | wc -l)
check 'and another one each second' test "$before" -ge 4
stty -F "$(<resized.tty)" cols 24
sleep 2
check 'and the line fits it' test "$(frames_cut resized | tail -n 1 | tr -d '\n' | wc -m)" -le 23

# ---- Ctrl-C in the terminal ----
in_terminal stopped 100 --every 0.5 "$target_pid" < <(sleep 4; printf '\003'; sleep 10)
check 'Ctrl-C takes the last bundle' contains stopped.shown 'taking the last bundle' 'stopped/leaky' '-end.tgz'
check 'and ends well' grep -qx '[01]' stopped.code
wait "$resized"
finish
