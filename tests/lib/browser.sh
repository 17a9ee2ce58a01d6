# browser.sh - headless Chromium and what drives it; sourced.
# shellcheck shell=bash

# Finds CHROMIUM, and puts the packages of tests/browser/package.json into FOLDER once.
browser_ready() { # FOLDER
    local packages
    packages=$(dirname "${BASH_SOURCE[0]}")/../browser/package.json
    CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||
        { echo "chromium is missing: apt-get install chromium" >&2 && return 1; }
    export CHROMIUM
    command -v npm >/dev/null || { echo "npm is missing: apt-get install npm" >&2 && return 1; }
    mkdir -p "$1" || return 1
    if cmp -s "$packages" "$1/package.json" && [[ -d $1/node_modules ]]; then
        return 0
    fi
    rm -rf "$1/node_modules" && cp "$packages" "$1" || return 1
    (cd "$1" && npm install --no-package-lock --ignore-scripts --no-audit --no-fund >npm.log 2>&1 </dev/null) && return 0
    cat "$1/npm.log" >&2
    rm -f "$1/package.json"
    return 1
}
