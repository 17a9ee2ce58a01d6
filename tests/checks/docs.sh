#!/usr/bin/env bash
# docs.sh - the man pages are sound, hold every option, and the completions complete.
# shellcheck source=tests/checks/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
BUILD=${BUILD:-$top/build/dev}

completes_bash() { # PROGRAM WORD -> the completions, one a line
    bash -c '. "$1" && COMP_WORDS=("$2" "$3") COMP_CWORD=1 && "_exhibit_$2" &&
        printf "%s\n" "${COMPREPLY[@]}"' - "$BUILD/$1/$1.bash" "$1" "$2"
}

checked=0
for program in collect report; do
    page=$BUILD/$program/$program.1
    plain=$(MANWIDTH=80 man --warnings -l "$page" 2>"$BUILD/man.words" | col -b)
    [[ ! -s $BUILD/man.words ]] || complain "$page: $(cat "$BUILD/man.words")"
    lexgrog "$page" >/dev/null || complain "$page: whatis cannot read its NAME section"
    for section in NAME SYNOPSIS DESCRIPTION OPTIONS "EXIT STATUS" EXAMPLES "SEE ALSO"; do
        grep -qx "$section" <<<"$plain" || complain "$page has no section $section"
    done
    mapfile -t options < <("$BUILD/$program/$program" --help | grep -oE '^  (-[A-Za-z0-9],|   ) --[a-z0-9-]+' |
        grep -oE -- '--[a-z0-9-]+')
    ((${#options[@]} > 3)) || complain "$program --help shows no options"
    for option in "${options[@]}"; do
        checked=$((checked + 1))
        grep -q -- "$option" <<<"$plain" || complain "$page has no $option"
        completes_bash "$program" "$option" | grep -qx -- "$option" ||
            complain "bash does not complete $program $option"
        grep -q -- "$option" "$BUILD/$program/_$program" || complain "zsh does not know $program $option"
    done
    [[ $(head -n 1 "$BUILD/$program/_$program") == "#compdef $program" ]] ||
        complain "_$program does not begin with #compdef"
done
page=$top/collect/collect.1.md
while read -r path; do
    checked=$((checked + 1))
    grep -qF "\`$path\`" "$page" || complain "$page does not say what $path is"
done < <(grep -oE '"[1-9]0-[a-z]+/[^"]+"' "$top/shared/bundle_format.c" | tr -d '"')
# Every rule for Sidecar stands in the table of its guide, and what stands there is a rule.
guide=$top/templates/sidecar-guide.md
while read -r id; do
    checked=$((checked + 1))
    grep -qF "\`$id\`" "$guide" || complain "templates/sidecar-guide.md has no $id"
done < <(sed -nE 's/^  - id: (.*)/\1/p' "$top/templates/rules/sidecar.yaml")
known=$(sed -nE 's/^  - (id: |\{metric: )([a-z0-9_.]+).*/\2/p' "$top"/templates/rules/*.yaml)
named=0
while read -r id; do
    named=$((named + 1))
    grep -qxF "$id" <<<"$known" || complain "templates/sidecar-guide.md: $id is no rule and no baseline"
done < <(grep '^|' "$guide" | grep -oE '`[a-z]+\.[a-z_.]+`' | tr -d '`')
((named > 0)) || complain "templates/sidecar-guide.md names no rule"
finish "$checked options and files"
