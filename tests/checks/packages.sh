#!/usr/bin/env bash
# packages.sh - what configuring asks for is what tests/demo and tests/run install.
# shellcheck source=tests/checks/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=tests/lib/packages.sh
. "$top/tests/lib/packages.sh"

mapfile -t asked < <(sed -nE 's/^ *dependency\([A-Z0-9]+ +[^ ]+ +[^ ]+ +([^ ]+) .*/\1/p' \
    shared/cmake/Dependencies.cmake)
((${#asked[@]} > 5)) || complain "Dependencies.cmake asks for nothing?"
for package in "${asked[@]}"; do
    [[ $'\n '"${packages[build]} ${packages[test]} " == *[[:space:]]"$package"[[:space:]]* ]] ||
        complain "$package is not in tests/lib/packages.sh"
done
finish "${#asked[@]} libraries"
