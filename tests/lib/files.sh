# files.sh - which files belong to the project. To be sourced with $top set to its folder.
# shellcheck shell=bash
top=${top:?}

# Prints the tracked files (in a tarball: every file outside build/) that match one of the patterns.
project_files() { # [GLOB...]
    local list pattern file
    list=$(git -c safe.directory="$top" -C "$top" ls-files --cached --others --exclude-standard \
        2>/dev/null) ||
        list=$(cd "$top" && find . -path ./build -prune -o -type f -printf '%P\n')
    (($#)) || set -- '*'
    while IFS= read -r file; do
        [[ -f $top/$file ]] || continue
        for pattern; do
            # shellcheck disable=SC2053 # a pattern is meant
            [[ $file == $pattern ]] && printf '%s\n' "$file" && break
        done
    done <<<"$list" | sort
}

# Prints those that are shell scripts, by suffix or first line.
project_scripts() {
    local file first
    project_files | while IFS= read -r file; do
        IFS= read -r first <"$top/$file" 2>/dev/null
        [[ $file == *.sh || $first =~ ^#!.*[/\ ](ba)?sh ]] && printf '%s\n' "$file"
    done 2>/dev/null
    return 0
}
