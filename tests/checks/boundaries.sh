#!/usr/bin/env bash
# boundaries.sh BUILD - an #include against the flow does not compile: really tried, with the very
# options that each stage is compiled with.
# shellcheck source=tests/checks/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
build=${1:?the build folder}
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

# Whose headers a file of this folder must not see. Left to right is the flow; parse does not even
# need the bundle, and what parse and bundle know ends at the model.
forbidden=(
    "shared: collect report/bundle report/parse report/intake report/model report/findings report/document report/render templates"
    "collect: report/bundle report/parse report/intake report/model report/findings report/document report/render"
    "collect/golive: collect report/bundle report/parse report/intake report/model report/findings report/document report/render"
    "report/bundle: collect report/parse report/intake report/model report/findings report/document report/render"
    "report/parse: collect report/bundle report/intake report/model report/findings report/document report/render"
    "report/intake: collect report/model report/findings report/document report/render"
    "report/model: collect report/intake report/findings report/document report/render"
    "report/findings: collect report/bundle report/parse report/intake report/document report/render"
    "report/document: collect report/bundle report/parse report/intake report/render"
    "report/render: collect report/bundle report/parse report/intake"
)

flags_of() { # FOLDER -> include and define options of a file in it, one a line
    jq -r --arg folder "$top/$1/" '
        [.[] | select((.file | startswith($folder)) and (.file | ltrimstr($folder) | contains("/") | not))]
        | first | .command // empty' "$build/compile_commands.json" |
        tr ' ' '\n' | awk '/^-(I|D|std)/ {print} /^-isystem$/ {print; getline; print}'
}

compiles() { # HEADER
    printf '#include "%s"\n' "$1" >"$scratch/try.c"
    cc "${flags[@]}" -fsyntax-only "$scratch/try.c" 2>"$scratch/words"
}

# Which of these headers the compiler finds, one a line. It is asked once for all: each by itself
# would be a thousand runs.
found() { # HEADER...
    local header
    for header; do
        printf '#if __has_include("%s")\nfound %s\n#endif\n' "$(basename "$header")" "$header"
    done >"$scratch/try.c"
    cc "${flags[@]}" -w -E -P "$scratch/try.c" >"$scratch/answer" 2>"$scratch/words" &&
        sed -n 's/^found //p' "$scratch/answer"
}

tried=0
for row in "${forbidden[@]}"; do
    folder=${row%%:*}
    compgen -G "$folder/*.c" >/dev/null || continue
    mapfile -t flags < <(flags_of "$folder")
    ((${#flags[@]} > 0)) || { complain "$folder: not compiled in $build" && continue; }
    for own in "$folder"/*.h; do
        compiles "$(basename "$own")" || complain "$folder does not see its own $(basename "$own")"
        [[ $(found "$own") == "$own" ]] || complain "$folder: its own $own is not found"
        break
    done
    others=()
    for other in ${row#*:}; do
        for header in "$other"/*.h; do
            [[ -f $header ]] && others+=("$header")
        done
    done
    tried=$((tried + ${#others[@]}))
    found "${others[@]}" >"$scratch/found" || complain "$folder: $(head -n 1 "$scratch/words")"
    while IFS= read -r header; do
        complain "$folder can include $header"
    done <"$scratch/found"
done
((tried > 0)) || complain "nothing was tried"
finish "$tried forbidden includes"
