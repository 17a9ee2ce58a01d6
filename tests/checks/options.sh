#!/usr/bin/env bash
# options.sh - README names every option that the programs have, and none that they have not.
# shellcheck source=tests/checks/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
BUILD=${BUILD:-$top/build/dev}

options_of() { # PROGRAM
    "$BUILD/$1/$1" --help | grep -oE '^  (-[A-Za-z0-9],|   ) --[a-z0-9-]+' | grep -oE -- '--[a-z0-9-]+'
}

checked=0
for program in collect report; do
    # The section of the README about this program's options: a table with one option a row.
    section=$(awk -v head="### Options of \`$program\`" '$0 == head {on = 1; next} /^#/ {on = 0} on' README.md)
    mapfile -t has < <(options_of "$program")
    mapfile -t told < <(grep -E '^\| *`-' <<<"$section" | cut -d'|' -f2 | grep -oE -- '--[a-z0-9-]+')
    ((${#has[@]} > 0)) || complain "$program --help shows no option"
    for option in "${has[@]}"; do
        checked=$((checked + 1))
        [[ " ${told[*]} " == *" $option "* ]] || complain "$program $option is not in README.md"
    done
    for option in "${told[@]}"; do
        [[ " ${has[*]} " == *" $option "* ]] || complain "README.md: $program has no $option"
    done
done
finish "$checked options"
