#!/usr/bin/env bash
# The main job on real objects, step by step: what a person would do with kubectl, and what becomes of it in ZPA.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/lib.sh"
# shellcheck source=tests/tooling/operator.sh
source "$here/operator.sh"
# shellcheck source=tests/tooling/demo_steps.sh
source "$here/demo_steps.sh"
repository=$(cd "$here/../.." && pwd)
cd "$repository"

usage() {
    cat <<'END'
./dev demo [--keep]

Builds, starts a real Kubernetes control plane, a ZPA simulator and the operator on loopback, and walks through the main job:
a tenant, three keys, a change, somebody's edit in the portal, a deleted Secret, a wrong spec, an adoption, the end.
Exits 0 only if all of it was seen. Leaves nothing behind.

  --keep         stay up afterwards and say how to go on with kubectl
  --bin FOLDER   take the programs from there instead of building them
Environment: ZPA_DEMO_PATIENCE (seconds that one result may take; default: 30).
END
}

keep="" programs=""
while [ $# -gt 0 ]; do
    case $1 in
    -h | --help) usage && exit 0 ;;
    --keep) keep=yes && shift ;;
    --bin)
        [ $# -ge 2 ] || die "--bin wants a folder"
        [ -d "$2" ] || die "--bin: there is no folder $2"
        programs=$(cd "$2" && pwd)
        shift 2
        ;;
    *) die "unknown argument $1; ./dev demo --help names them all" ;;
    esac
done

if [ -z "$programs" ]; then
    "$here/install.sh" build cluster
    note "Building (the first time takes some minutes)"
    # ninja's own lines are for those who wait at a terminal; the others want to read the demo.
    mkdir -p build
    run_with_progress "the operator, the simulator and the node agent" build/demo-build.log \
        "$here/build.sh" dev --target zpa-operator --target zpa-simulator --target zpa-node-agent
    programs=$repository/build/dev/bin
fi

for program in zpa-operator zpa-simulator zpa-node-agent; do
    [ -x "$programs/$program" ] || die "there is no program $program in $programs; ./dev build makes it"
done

work=$(mktemp -d)
cluster=("$here/../cluster/cluster.sh" --name "demo-$$")
finish() {
    local status=$?
    trap - EXIT INT TERM HUP
    trap '' PIPE # nobody may be there to read it, which must not keep anything from being taken down
    note "Taking it all down" || true
    stop_operator
    "${cluster[@]}" down >/dev/null 2>&1 || true
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

"$here/../cluster/binaries.sh" >/dev/null # where it has to build them it says how it gets on; "up" below is kept for errors
note "Starting the control plane and the simulator"
KUBECONFIG="" "${cluster[@]}" up --owner $$ --bin "$programs" >/dev/null 2>"$work/cluster.log" || { cat "$work/cluster.log" >&2 && die "the cluster did not start"; }
exports=$("${cluster[@]}" env)
eval "$exports"
install_operator "$repository"
operator_kubeconfig "$work/operator.kubeconfig"
start_operator "$programs/zpa-operator" "$work/operator.kubeconfig" "$work/operator.log"

walk_through
note ""
note "All of it was seen, ${SECONDS} s after the start."
if [ -z "$keep" ]; then exit 0; fi

prepare_playground
cat <<END

It stays up until you press Ctrl-C. In another shell, in this folder:

  eval "\$(./dev cluster --name demo-$$ env)"
  kubectl get zpa -A
  kubectl explain provisioningkey.spec
  kubectl patch zpk lab-connectors -n demo --type merge -p '{"spec": {"maxUsage": 9}}'
  curl -s --cacert "\$ZPA_SIMULATOR_CA" "\$ZPA_SIMULATOR_URL/_simulator/customers/$customer/keys"     # what ZPA has

The operator's log: $work/operator.log
END
wait "$operator_pid"
