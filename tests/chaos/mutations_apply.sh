#!/usr/bin/env bash
# A mutation that no longer fits the code mutates nothing: each must apply, and none to a file outside of the product.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
command -v git >/dev/null || "$here/../tooling/install.sh" chaos
count=0
for patch in "$here"/mutations/*.patch; do
    git apply --check "$patch" || { echo "error: $(basename "$patch") does not apply any more; make it anew from the code as it is" >&2 && exit 1; }
    if grep '^+++ ' "$patch" | grep -qv '^+++ b/\(controller\|reconcilers\)/'; then echo "error: $(basename "$patch") is not about the product" >&2 && exit 1; fi
    count=$((count + 1))
done
[ "$count" -ge 12 ] || { echo "error: only $count mutations were found" >&2 && exit 1; }
