#!/usr/bin/env bash
# includes.sh - one third-party library, one source file (per program); no #include with a path.
# shellcheck source=tests/checks/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Header, and the only files that may include it. A library that is not here may not be used.
declare -A allowed=(
    [archive.h]="collect/bundle_writer.c report/bundle/bundle_reader.c"
    [archive_entry.h]="collect/bundle_writer.c report/bundle/bundle_reader.c"
    [curl/curl.h]="collect/http.c"
    [cmark.h]="report/render/cmark_tree.c"
    [cyaml/cyaml.h]="report/findings/rules_load.c"
    [jansson.h]="collect/manifest_writer.c report/bundle/manifest.c report/parse/expvar_text.c report/parse/footprint.c report/render/json_values.h"
    [libdeflate.h]="report/parse/gunzip.c"
    [pcre2.h]="report/findings/pattern.c"
    [seccomp.h]="report/confine.c"
    [sodium.h]="collect/digest.c report/bundle/member_hash.c report/render/hash.c"
    [zlib.h]="collect/gzip.c report/bundle/gzip_stream.c"
)

# Tests may take a library directly to make or to judge what the programs read and write.
mapfile -t files < <(project_files '*.c' '*.h' | grep -v '^tests/')

# A header that the compiler finds through pkg-config is a library's; the rest is the system's.
is_system() {
    [[ $1 == linux/* || $1 == sys/* || $1 == net/* || $1 == netinet/* || $1 == arpa/* ]] && return 0
    [[ $1 == mach/* || $1 == libproc.h ]] && return 0
    case ${1%.h} in
    assert | ctype | dirent | errno | fcntl | fnmatch | getopt | glob | grp | inttypes | langinfo | \
        limits | locale | math | netdb | poll | pthread | pwd | regex | sched | search | setjmp | \
        signal | spawn | stdalign | stdarg | stdatomic | stdbool | stddef | stdint | stdio | stdlib | \
        stdnoreturn | string | strings | syslog | termios | time | unistd | wchar | wctype) return 0 ;;
    esac
    return 1
}

includes=0
while IFS=: read -r file header; do
    includes=$((includes + 1))
    case $header in
    '"'*)
        header=${header//\"/}
        [[ $header != */* ]] || complain "$file includes \"$header\": stages are reached by name, not by path"
        ;;
    *)
        header=${header//[<>]/}
        is_system "$header" && continue
        [[ -n ${allowed[$header]:-} ]] || { complain "$file includes <$header>: not a known library" && continue; }
        [[ " ${allowed[$header]} " == *" $file "* ]] ||
            complain "$file includes <$header>: only ${allowed[$header]} may"
        ;;
    esac
done < <(grep -HE '^[[:space:]]*#[[:space:]]*include' "${files[@]}" |
    sed -E 's/^([^:]+):[[:space:]]*#[[:space:]]*include[[:space:]]*([<"][^>"]+[>"]).*/\1:\2/')
((includes > 0)) || complain "no #include found"
finish "${#files[@]} files, $includes includes"
