#!/usr/bin/env bash
# What a machine can say about style: shell scripts by shellcheck, C++ by clang-format where it is installed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/lib.sh"
cd "$here/../.."
case "${1:-}" in
"") ;;
-h | --help)
    printf './dev lint\n\nChecks shell scripts with shellcheck, and C++ with clang-format where it is installed.\n'
    exit 0
    ;;
*) die "unknown argument $1; ./dev lint --help says what there is" ;;
esac
"$here/install.sh" lint
failed=0
mapfile -t scripts < <(git ls-files 'dev' '.ci/run' '*.sh')
shellcheck -x "${scripts[@]}" || failed=1
note "shellcheck: ${#scripts[@]} scripts"
if command -v clang-format >/dev/null; then
    mapfile -t sources < <(git ls-files '*.h' '*.cpp')
    clang-format --dry-run --Werror "${sources[@]}" || failed=1
    note "clang-format: ${#sources[@]} files"
else
    note "clang-format is not installed: C++ was not looked at"
fi
if [ "$failed" -ne 0 ]; then die "lint found what is listed above"; fi
note "lint: clean"
