#!/usr/bin/env bash
# ./dev cluster: tests/cluster/cluster.sh, with the simulator and the node agent built first.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/lib.sh"
arguments=()
build=yes
for argument in "$@"; do
    case $argument in
    --no-build) build="" ;;
    *) arguments+=("$argument") ;;
    esac
done
case " ${arguments[*]} " in
*" --help "* | *" -h "*)
    exec "$here/../cluster/cluster.sh" --help
    ;;
*" up "*)
    if [ -n "$build" ]; then "$here/build.sh" --target cluster_programs; fi
    "$here/install.sh" cluster
    ;;
esac
status=0
"$here/../cluster/cluster.sh" "${arguments[@]}" || status=$?
case " ${arguments[*]} " in
*" up "*) if [ "$status" -eq 0 ]; then note "In each shell: eval \"\$(./dev cluster env)\"   The end: ./dev cluster down"; fi ;;
esac
exit "$status"
