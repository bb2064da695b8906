#!/usr/bin/env bash
# A mutant that does not compile catches nobody: each patch, on a copy of the product, must be C++ as well.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/../.."
command -v git >/dev/null || "$here/../tooling/install.sh" chaos
copies=$(mktemp -d)
trap 'rm -rf "$copies"' EXIT

# Called by xargs, in a shell of its own.
compile() { # PATCH
    local name tree source
    name=$(basename "$1" .patch)
    tree=$copies/$name
    mkdir "$tree"
    cp -r controller reconcilers "$tree"
    (cd "$tree" && GIT_CEILING_DIRECTORIES=$copies git apply "$1")
    sed -n 's|^+++ b/\(.*\.cpp\)$|\1|p' "$1" | while read -r source; do
        "${CXX:-g++}" -std=c++20 -fsyntax-only -I"$tree" "$tree/$source" || { echo "error: $name does not compile: $source" >&2 && exit 1; }
    done
}
export -f compile
export copies
# shellcheck disable=SC2016  # for the shell that xargs starts
printf '%s\0' "$here"/mutations/*.patch | xargs -0 -n 1 -P "$(nproc)" bash -c 'set -euo pipefail; compile "$1"' _
