#!/usr/bin/env bash
# A mutation that no longer fits the code mutates nothing: each must apply, and none to a file outside of the product. Its first line
# says which rule finds it ("births: …", "births or values: …"), and mutants.sh holds it to that.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
command -v git >/dev/null || "$here/../tooling/install.sh" chaos
count=0
rules=" $(sed -n 's/^ *{"\([a-z-]*\)",.*/\1/p' "$here/rules.cpp" | tr '\n' ' ')end leaks crashes "
for patch in "$here"/mutations/*.patch; do
    git apply --check "$patch" || { echo "error: $(basename "$patch") does not apply any more; make it anew from the code as it is" >&2 && exit 1; }
    if grep '^+++ ' "$patch" | grep -qv '^+++ b/\(controller\|reconcilers\)/'; then echo "error: $(basename "$patch") is not about the product" >&2 && exit 1; fi
    head=$(head -n 1 "$patch")
    named=${head%%:*}
    for rule in ${named// or / }; do
        case $rules in *" $rule "*) ;; *) echo "error: $(basename "$patch") does not begin with the rule that finds it: $head" >&2 && exit 1 ;; esac
    done
    count=$((count + 1))
done
[ "$count" -ge 16 ] || { echo "error: only $count mutations were found" >&2 && exit 1; }
