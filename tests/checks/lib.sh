# lib.sh - what the checks share: where the project is, and how a complaint is made. To be sourced.
# shellcheck shell=bash
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=tests/lib/files.sh
. "$top/tests/lib/files.sh"
cd "$top" || exit 1
complaints=0

complain() {
    printf '%s\n' "$*"
    complaints=$((complaints + 1))
}

finish() { # WHAT-WAS-CHECKED
    printf '%s: %d complaints\n' "$1" "$complaints"
    ((complaints == 0))
}
