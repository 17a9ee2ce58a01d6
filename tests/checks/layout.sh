#!/usr/bin/env bash
# layout.sh - the top level of the repository holds exactly what the design names.
# shellcheck source=tests/checks/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

allowed=(.ci .clang-format .clang-tidy .editorconfig .gitignore CMakeLists.txt CMakePresets.json
    LICENSE README.md collect report shared templates tests)

mapfile -t found < <(project_files | cut -d/ -f1 | sort -u)
for name in "${found[@]}"; do
    [[ " ${allowed[*]} " == *" $name "* ]] || complain "$name does not belong at the top level"
done
for name in "${allowed[@]}"; do
    [[ -e $name ]] || complain "$name is missing at the top level"
done

while IFS= read -r file; do
    [[ $file == *CMakeLists.txt || $file == tests/* ]] && continue
    folder=$(dirname "$file")
    [[ -f $folder/CMakeLists.txt || -f $(dirname "$folder")/CMakeLists.txt ]] ||
        complain "$file: no CMakeLists.txt in its folder or the one above"
done < <(project_files '*.c')
finish "${#found[@]} names at the top level"
