#!/usr/bin/env bash
# sizes.sh - no file over 600 lines, no function over 60.
# shellcheck source=tests/checks/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

most_lines=600
most_function=60
mapfile -t files < <(project_files '*.c' '*.h' '*.js' '*.css' '*.go' '*.cmake' '*/CMakeLists.txt' '*.sh')
for file in "${files[@]}"; do
    lines=$(wc -l <"$file")
    ((lines <= most_lines)) || complain "$file: $lines lines, at most $most_lines"
done

if ! ctags --version 2>/dev/null | grep -q 'Universal Ctags'; then
    complain "universal-ctags is not installed"
fi
functions=0
while IFS=$'\t' read -r file name first last; do
    functions=$((functions + 1))
    size=$((last - first + 1))
    ((size <= most_function)) || complain "$file:$first: $name has $size lines, at most $most_function"
done < <(project_files '*.c' '*.h' | ctags -x --languages=C --langmap=C:.c.h --kinds-C=f \
    --_xformat=$'%F\t%N\t%n\t%e' -L -)
((functions > 0)) || complain "ctags found no function"
finish "${#files[@]} files, $functions functions"
