#!/usr/bin/env bash
# Prints the path of a Python that has ZPA's official SDK: a virtual environment in the cache, made once for each content of
# requirements.txt. With --there nothing is fetched or printed: the status says whether there is one.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/../tooling/lib.sh"

venv=$(cache_dir)/zpa-sdk-$(sha256sum <"$here/requirements.txt" | cut -c1-16)
works() { [ -e "$venv/complete" ] && "$venv/bin/python" -c 'import zscaler' 2>/dev/null; }

if [ "${1:-}" = --there ]; then
    works
    exit
fi

mkdir -p "$(cache_dir)"
exec 8>"$(cache_dir)/zpa-sdk.lock"
flock 8
if ! works; then
    python3 -c 'import venv, ensurepip' 2>/dev/null ||
        die "the official ZPA client runs in Python, and python3 with its venv module (package python3-venv) is missing"
    rm -rf "$venv"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    run_with_progress "making a Python environment for the ZPA SDK" "$log" python3 -m venv "$venv"
    # --no-deps: whatever is not in the list is not installed, and 'check' says if that is too little.
    run_with_progress "fetching the ZPA SDK" "$log" "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps \
        --requirement "$here/requirements.txt"
    run_with_progress "checking the ZPA SDK" "$log" "$venv/bin/pip" check --disable-pip-version-check
    touch "$venv/complete"
    works || die "what requirements.txt names was installed in $venv, but the SDK cannot be imported there"
fi
echo "$venv/bin/python"
