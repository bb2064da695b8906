#!/usr/bin/env bash
# kubectl_test.sh PROGRAMS: all there is to know is shown by the real kubectl, in lines that people read.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/../tooling/lib.sh"
# shellcheck source=tests/tooling/operator.sh
source "$here/../tooling/operator.sh"
repository=$(cd "$here/../.." && pwd)
programs=$1
work=$(mktemp -d)
unset KUBECONFIG ZPA_CLUSTER_FOLDER
cluster=("$here/../cluster/cluster.sh" --name "kubectl-$$")
finish() {
    local status=$?
    trap - EXIT
    stop_operator
    "${cluster[@]}" down >/dev/null 2>&1 || true
    if [ "$status" -ne 0 ]; then tail -n 20 "$work/operator.log" >&2 || true; fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

says() { # PATTERN COMMAND...: a line of its output is like that
    local pattern=$1
    shift
    "$@" >"$work/out" 2>&1 || die "$* failed: $(cat "$work/out")"
    grep -Eq -- "$pattern" "$work/out" || die "no line '$pattern' in the output of $*:
$(cat "$work/out")"
}

key() { # NAME SPEC-LINES (flow style)
    printf 'apiVersion: zpa-operator.io/v1alpha1\nkind: ProvisioningKey\nmetadata: {name: %s, namespace: lab}\nspec: {%s}\n' "$1" "$2" |
        kubectl apply -f -
}

prepare() {
    "${cluster[@]}" up --owner $$ --bin "$programs"
    local exports
    exports=$("${cluster[@]}" env)
    eval "$exports"
    install_operator "$repository"
    operator_kubeconfig "$work/kubeconfig"
    start_operator "$programs/zpa-operator" "$work/kubeconfig" "$work/operator.log"
    kubectl create namespace lab
    kubectl -n lab apply -f "$ZPA_SIMULATOR_CREDENTIALS"
    kubectl -n lab apply -f "$ZPA_SIMULATOR_TENANT"
    key edge "associationType: CONNECTOR_GRP, maxUsage: 5, group: {name: Demo Connectors}"
    key lost "associationType: CONNECTOR_GRP, maxUsage: 5, group: {name: Nowhere}"
}

explain_reads_as_documentation() {
    says '^KIND: +ProvisioningKey' kubectl explain provisioningkey.spec
    says 'maxUsage.*<integer>' kubectl explain provisioningkey.spec
    says 'deletionPolicy' kubectl explain provisioningkey.spec
    # Not a field without a sentence.
    local kind
    for kind in provisioningkey zpatenant; do
        kubectl explain "$kind.spec" >"$work/out"
        if grep -q '<no description>' "$work/out"; then die "$kind.spec has a field without a description: $(cat "$work/out")"; fi
    done
    says 'Delete' kubectl explain provisioningkey.spec.deletionPolicy
    says 'at most|any 10 s|10 seconds' kubectl explain zpatenant.spec.limits
}

wait_works() {
    says 'condition met' kubectl wait --for=condition=Ready --timeout=60s -n lab zpatenant/default
    says 'condition met' kubectl wait --for=condition=Ready --timeout=60s -n lab zpk/edge
    says 'condition met' kubectl wait --for=condition=Ready=false --timeout=60s -n lab zpk/lost
    says 'condition met' kubectl wait --for='jsonpath={.status.conditions[?(@.type=="Ready")].reason}=GroupNotFound' --timeout=60s -n lab zpk/lost
}

get_shows_the_columns() {
    says '^NAMESPACE +NAME +READY +REASON +USED +MAX +GROUP +AGE' kubectl get zpk -A
    says '^lab +edge +True +Ready +0 +5 +Demo Connectors' kubectl get zpk -A
    says '^lab +lost +False +GroupNotFound ' kubectl get zpk -A
    says '^NAMESPACE +NAME +READY .*ID +SECRET +MESSAGE$' kubectl get zpk -A -o wide
    says '^lab +edge +True .* [0-9]+ +edge +key and Secret are as wanted$' kubectl get zpk -A -o wide
    says '^lab +lost +False .*ZPA has no App Connector group named "Nowhere"' kubectl get zpk -A -o wide
    says '^NAMESPACE +NAME +READY .*MESSAGE$' kubectl get zpatenant -A -o wide
    says '^zpatenant.zpa-operator.io/default +True' kubectl get zpa -n lab
    says '^provisioningkey.zpa-operator.io/edge +True' kubectl get zpa -n lab
}

describe_shows_conditions_and_events() {
    says '^ +Usage Count: +0' kubectl describe zpk -n lab edge
    says '^  Secret Name: +edge' kubectl describe zpk -n lab edge
    says '^ +Normal +KeyCreated +.*zpa-operator +.*created key [0-9]+ in ZPA for group "Demo Connectors" \([0-9]+\)$' kubectl describe zpk -n lab edge
    says '^ +Message: +.*Nowhere' kubectl describe zpk -n lab lost
    says '^ +Warning +GroupNotFound +.*Nowhere' kubectl describe zpk -n lab lost
    if kubectl describe zpk -n lab edge | grep -qF "$(kubectl get secret -n lab edge -o 'jsonpath={.data.provisionkey}' | base64 -d)"; then
        die "describe shows the value"
    fi
}

prepare
wait_works
explain_reads_as_documentation
get_shows_the_columns
describe_shows_conditions_and_events
note "kubectl shows all of it"
