#!/usr/bin/env bash
# start_test.sh PROGRAMS: an operator that cannot even begin says so in its log and ends with status 1.
set -euo pipefail
# shellcheck source=tests/tooling/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../tooling/lib.sh"
programs=$1

# One more open file is enough for the loader, which closes each, and too few for whoever reads signals. Whatever else is open here is not
# the program's.
status=0
said=$({
    for fd in 3 4 5 6 7 8 9; do eval "exec $fd>&-"; done
    ulimit -n 4
    exec "$programs/zpa-operator" run
} 2>&1) || status=$?
[ "$status" -eq 1 ] || die "status $status instead of 1: $said"
[[ $said == *"cannot go on"* ]] || die "it did not say that it cannot go on: $said"
