# go.sh - the Go programs of tests/targets: finding a toolchain, building. To be sourced.
# shellcheck shell=bash

# Prints the first go that is 1.19 or newer.
find_go() {
    local go
    for go in "${GO:-}" "$(command -v go)" /usr/local/go/bin/go /usr/lib/go/bin/go \
        /usr/lib/go-1.*/bin/go; do
        [[ -x $go ]] && go_is_new_enough "$go" && echo "$go" && return 0
    done
    return 1
}

go_is_new_enough() { # GO
    local version
    version=$(GOTOOLCHAIN=local "$1" version 2>/dev/null) || return 1
    [[ $version =~ go1\.([0-9]+) ]] && ((BASH_REMATCH[1] >= 19))
}

# Builds ./tests/targets/NAME, or cmd/NAME of it where it is a module of its own. Standard library
# only: nothing is fetched.
go_build() { # SOURCE_DIR NAME OUTPUT [GO-BUILD-OPTION...]
    local source=$1 name=$2 output=$3 go
    shift 3
    local folder=$source/tests/targets package=./$name
    [[ -f $folder/$name/go.mod ]] && folder=$folder/$name package=./cmd/$name
    go=$(find_go) || { echo "no Go 1.19 or newer found" >&2; return 1; }
    (
        cd "$folder" &&
            GOTOOLCHAIN=local GOPROXY=off GOFLAGS=-mod=mod CGO_ENABLED=0 GO111MODULE=on GOWORK=off \
                GOCACHE="$source/build/go-cache" GOENV=off \
                "$go" build -trimpath "$@" -o "$output" "$package"
    )
}
