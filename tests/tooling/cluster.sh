#!/usr/bin/env bash
# ./dev cluster: tests/cluster/cluster.sh, with the simulator and the node agent built first.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
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
exec "$here/../cluster/cluster.sh" "${arguments[@]}"
