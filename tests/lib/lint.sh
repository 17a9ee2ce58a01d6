# lint.sh - formatting and static checks. To be sourced after files.sh and go.sh.
# shellcheck shell=bash
top=${top:?}

lint_format() {
    cd "$top" || return 1
    project_files '*.c' '*.h' | xargs -r clang-format --dry-run -Werror
}

# One file at a time: given many in one run, clang-tidy 14 carries false alarms from one to the next.
# The headers come with the sources that include them.
lint_tidy() { # BUILD-FOLDER
    cd "$top" || return 1
    local units
    units=$(jq -r '.[].file' "$1/compile_commands.json" | sort -u | grep -v "^$top/build/")
    [[ -n $units ]] || { echo "no compile commands in $1" >&2 && return 1; }
    # shellcheck disable=SC2016 # for the inner shell
    xargs -P "$(nproc)" -I FILE bash -c '
        output=$(clang-tidy --quiet -p "$1" "$2" 2>/dev/null) && exit 0
        printf "%s\n" "$output" && exit 1' - "$1" FILE <<<"$units"
}

lint_shell() {
    cd "$top" || return 1
    # jq programs stand in single quotes, and check() calls functions by name.
    project_scripts | xargs -r shellcheck -x -e SC2016,SC2317
}

lint_go() {
    local go output folder
    go=$(find_go) || return 1
    for folder in tests/targets tests/oracle/live; do
        cd "$top/$folder" || return 1
        output=$("$(dirname "$go")/gofmt" -l .)
        [[ -z $output ]] || { printf 'not formatted (gofmt): %s\n' "$output" && return 1; }
        GOTOOLCHAIN=local GOPROXY=off GOFLAGS=-mod=mod CGO_ENABLED=0 GOWORK=off GOENV=off \
            GOCACHE="$top/build/go-cache" "$go" vet ./... || return 1
    done
}

lint() { # BUILD-FOLDER
    local failed=0
    (lint_format) || failed=1
    (lint_shell) || failed=1
    (lint_go) || failed=1
    (lint_tidy "$1") || failed=1
    return $failed
}
