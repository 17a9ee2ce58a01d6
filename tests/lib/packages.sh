# packages.sh - what must be installed on Debian, and installing it. To be sourced.
#
#   packages_need build        to build the two programs
#   packages_need build test   and to test them
#
# Installs only what is missing, through apt-get, as root or through sudo that asks no password.
# Otherwise it names what is missing and the command, and returns 1. On a system without dpkg it does
# nothing: configuring names the missing libraries there.
# shellcheck shell=bash

declare -A packages=(
    [build]="cmake make gcc libc6-dev pkg-config cmark libarchive-dev libcurl4-openssl-dev
        libcmark-dev libjansson-dev libcyaml-dev libyaml-dev libpcre2-dev libsodium-dev libdeflate-dev
        zlib1g-dev libseccomp-dev"
    # What collect runs as a further source of evidence where it is there.
    [run]="procps"
    [test]="libcmocka-dev clang libclang-rt-dev clang-format clang-tidy shellcheck universal-ctags
        jq curl lld llvm chromium xz-utils man-db bsdextrautils git dpkg-dev file"
)

packages_missing() { # PACKAGE... -> those that are not installed, one a line
    local package
    for package; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
            echo "$package"
    done
}

packages_install() { # PACKAGE...
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0)
    if [[ $(id -u) != 0 ]]; then
        if ! sudo -n true 2>/dev/null; then
            printf 'Missing: %s\nInstall with:\n  sudo apt-get install %s\n' "$*" "$*" >&2
            return 1
        fi
        apt=(sudo "${apt[@]}")
    fi
    echo "Installing: $*"
    "${apt[@]}" update </dev/null >/dev/null &&
        "${apt[@]}" install -y --no-install-recommends "$@" </dev/null >/dev/null
}

packages_need() { # GROUP...
    command -v dpkg-query >/dev/null || return 0
    local group words wanted=() missing
    for group; do
        read -ra words -d '' <<<"${packages[$group]}"
        wanted+=("${words[@]}")
    done
    find_go >/dev/null || wanted+=(golang-go)
    # The oldest Go whose programs are read from memory (tests/oracle/live.sh), where the system has it.
    [[ " $* " != *" test "* ]] || ! grep -qs '^VERSION_CODENAME=bookworm' /etc/os-release || wanted+=(golang-1.19-go)
    # Fetches the headers for tests/checks/darwin.sh and the driver of tests/browser. Not always a package of the
    # distribution.
    [[ " $* " != *" test "* ]] || command -v npm >/dev/null || wanted+=(npm)
    mapfile -t missing < <(packages_missing "${wanted[@]}")
    ((${#missing[@]} == 0)) || packages_install "${missing[@]}"
}
