# lib.sh - what the end-to-end tests share: a scratch folder, targets that end with the test, and
# checks that go on after a failure. To be sourced.
#
# ctest hands over COLLECT, REPORT and TARGETS (the folder of leaky, hostile and plain). By hand:
#     tests/e2e/healthy.sh        takes them from build/dev
# shellcheck shell=bash
set -u
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
COLLECT=${COLLECT:-$top/build/dev/collect/collect}
REPORT=${REPORT:-$top/build/dev/report/report}
TARGETS=${TARGETS:-$top/build/dev/tests/targets}
export COLLECT REPORT TARGETS
for program in "$COLLECT" "$REPORT" "$TARGETS/leaky"; do
    [[ -x $program ]] || { echo "$program is not built" >&2 && exit 1; }
done
# An exit code that neither program has, so that a sanitizer's complaint is not taken for a result.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}exitcode=99
export UBSAN_OPTIONS=${UBSAN_OPTIONS:+$UBSAN_OPTIONS:}exitcode=99
# shellcheck source=tests/lib/process.sh
. "$top/tests/lib/process.sh"

work=$(mktemp -d) || exit 1
trap 'end_all_targets; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work" || exit 1
failures=0
checks=0

say_failed() {
    printf 'FAILED: %s\n' "$*"
    failures=$((failures + 1))
}

# check WHAT COMMAND...: the command must succeed.
check() {
    local what=$1
    shift
    checks=$((checks + 1))
    "$@" || say_failed "$what"
}

# run CODES COMMAND...: runs it with output in $work/out and $work/err; the exit code, kept in
# $code, must be one of CODES ("0 1").
run() {
    local codes=$1
    shift
    checks=$((checks + 1))
    "$@" >out 2>err </dev/null
    code=$?
    if [[ " $codes " != *" $code "* ]]; then
        say_failed "$(basename "$1") ${*:2}: exit code $code, want $codes"
        sed 's/^/    /' err | tail -n 25
    fi
}

# The jq expression must hold for the file. Arguments behind it go to jq.
json() { # FILE EXPRESSION [JQ-OPTION...]
    local file=$1 expression=$2
    shift 2
    checks=$((checks + 1))
    jq -e "$@" "$expression" "$file" >/dev/null 2>jq.err && return 0
    say_failed "$file: $expression $*"
    sed 's/^/    /' jq.err
    return 1
}

# Unpacks a bundle to ./NAME/ without its top folder.
unpack() { # BUNDLE NAME
    mkdir -p "$2" && tar -xzf "$1" -C "$2" --strip-components=1
}

contains() { # FILE TEXT...: every text is in the file
    local file=$1 text
    shift
    for text; do
        grep -qF -- "$text" "$file" || { printf '    %s has no "%s"\n' "$file" "$text" && return 1; }
    done
}

lacks() { # FILE TEXT...: none of the texts is in the file
    local file=$1 text
    shift
    for text; do
        ! grep -qF -- "$text" "$file" || { printf '    %s has "%s"\n' "$file" "$text" && return 1; }
    done
}

finish() {
    printf '%d checks, %d failed\n' "$checks" "$failures"
    ((failures == 0))
    exit
}
