#!/usr/bin/env bash
# cluster_test.sh FACT [PROGRAMS]: what the other tests rely on in cluster.sh, each seen on clusters of its own. PROGRAMS is the
# folder of zpa-simulator and zpa-node-agent; without it there is nothing but the control plane.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/../tooling/lib.sh"
# shellcheck source=tests/cluster/process.sh
source "$here/process.sh"
unset KUBECONFIG ZPA_CLUSTER_FOLDER KUBEBUILDER_ASSETS
programs=${2:-/}
one=fact-$$-1 two=fact-$$-2
cluster() { "$here/cluster.sh" --bin "$programs" --name "$@"; }
kubectl_in() { "$("$here/binaries.sh")/kubectl" --kubeconfig "$(folder "$1")/kubeconfig" "${@:2}"; }
kubectl() { kubectl_in "$one" "$@"; }
folder() { echo "$(cache_dir)/clusters/$1"; }
trap 'cluster "$one" down; cluster "$two" down' EXIT

eventually() { # SECONDS COMMAND...
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || die "never came true: $*"
        pause
    done
}

says() { # TEXT COMMAND...: its whole output is read, so that no pipe breaks under it
    local text=$1 output
    shift
    output=$("$@" 2>&1) || true
    grep -q -- "$text" <<<"$output" || die "expected '$text' from $*, got: $output"
}

all_gone() { # FILE with the recorded processes
    local record
    while read -r -a record; do
        if process_alive "${record[@]}"; then return 1; fi
    done <"$1"
}

two_clusters_run_side_by_side() {
    cluster "$one" up &
    cluster "$two" up
    wait $!
    says ': up,' cluster "$one" status
    says ': up,' cluster "$two" status
    kubectl create configmap here
    kubectl_in "$one" get configmap here
    says NotFound kubectl_in "$two" get configmap here
}

a_killed_supervisor_leaves_no_process_and_down_removes_the_rest() {
    cluster "$one" up
    local record copy
    copy=$(mktemp)
    cp "$(folder "$one")/processes" "$copy"
    [ "$(wc -l <"$copy")" -eq 4 ]
    read -r -a record <"$(folder "$one")/supervisor"
    kill -KILL "${record[1]}"
    eventually 5 all_gone "$copy"
    rm "$copy"
    says ': crashed,' cluster "$one" status
    says 'was crashed' cluster "$one" down
    [ ! -e "$(folder "$one")" ]
}

a_cluster_ends_with_its_owner() {
    tail --pid $$ -f /dev/null &
    local owner=$!
    cluster "$one" up --owner "$owner"
    kill -KILL "$owner"
    eventually 10 test ! -e "$(folder "$one")"
}

watch_from() { # VERSION
    kubectl get --raw "/api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=1&resourceVersion=$1"
}

an_old_watch_is_410_after_compaction_and_restart() {
    local version
    cluster "$one" up
    kubectl create configmap first
    version=$(kubectl get configmap first -o 'jsonpath={.metadata.resourceVersion}')
    kubectl create configmap second
    says '"type":"ADDED"' watch_from "$version"
    cluster "$one" compact
    cluster "$one" restart-apiserver
    says '"code":410' watch_from "$version"
}

a_service_account_token_may_do_what_rbac_grants_and_no_more() {
    local token
    cluster "$one" up
    kubectl create serviceaccount operator
    kubectl create role reader --verb get --resource configmaps
    kubectl create rolebinding reader --role reader --serviceaccount default:operator
    kubectl create configmap here
    token=$(kubectl create token operator)
    sed '/client-certificate-data\|client-key-data/d' "$(folder "$one")/kubeconfig" >"$(folder "$one")/operator"
    kubectl --kubeconfig "$(folder "$one")/operator" --token "$token" get configmap here
    says Forbidden kubectl --kubeconfig "$(folder "$one")/operator" --token "$token" delete configmap here
    grep -q '"verb":"delete".*system:serviceaccount:default:operator' "$(folder "$one")/audit.log"
}

# The node agent plays kubelet: what a Deployment makes is scheduled and runs, is replaced when it goes, and ends with it.
pods_of_a_deployment_become_running() {
    cluster "$one" up
    kubectl create deployment web --image registry.example/web:1 --replicas 3
    kubectl rollout status deployment/web --timeout 60s
    [ "$(running_pods)" -eq 3 ] || die "not three pods run: $(kubectl get pods -o wide)"
    [ -z "$(kubectl get pods -o 'jsonpath={.items[?(@.spec.nodeName=="")].metadata.name}')" ] || die "a pod has no node"
    [ "$(kubectl get pods -o 'jsonpath={range .items[*]}{.status.podIP}{"\n"}{end}' | sort -u | grep -c .)" -eq 3 ] ||
        die "not every pod has an address of its own: $(kubectl get pods -o wide)"
    local gone
    gone=$(kubectl get pods -o 'jsonpath={.items[0].metadata.name}')
    kubectl delete pod "$gone"
    kubectl rollout status deployment/web --timeout 60s
    eventually 30 pods_are 3
    kubectl delete deployment web
    eventually 30 pods_are 0
}
running_pods() { kubectl get pods --field-selector status.phase=Running -o name | wc -l; }
pods_are() { [ "$(kubectl get pods -o name | wc -l)" -eq "$1" ] && [ "$(running_pods)" -eq "$1" ]; }

env_prints_all_that_people_are_told_it_prints() {
    local exports
    cluster "$one" up
    exports=$(cluster "$one" env)
    (
        unset KUBECONFIG ZPA_SIMULATOR_URL ZPA_SIMULATOR_CA ZPA_SIMULATOR_CREDENTIALS ZPA_CLUSTER ZPA_CLUSTER_FOLDER
        eval "$exports"
        unset -f kubectl
        [ "$ZPA_CLUSTER" = "$one" ] && [ -d "$ZPA_CLUSTER_FOLDER" ]
        [ "$(command -v kubectl)" = "$("$here/binaries.sh")/kubectl" ]
        command -v helm zpa-simulator >/dev/null
        kubectl apply --dry-run=server -f "$ZPA_SIMULATOR_CREDENTIALS"
        curl -fsS --cacert "$ZPA_SIMULATOR_CA" "$ZPA_SIMULATOR_URL/_simulator/customers" >/dev/null
    ) || die "what env prints is not enough: $exports"
    if grep -v '^export [A-Z_]*=' <<<"$exports"; then die "env prints what is no export"; fi
}

a_program_that_ended_by_itself_can_be_started_again() {
    cluster "$one" up
    simulator_answers
    local record
    read -r -a record < <(grep '^zpa-simulator ' "$(folder "$one")/processes")
    kill -KILL "${record[1]}"
    eventually 10 process_is_over "${record[@]}"
    cluster "$one" start zpa-simulator
    eventually 10 simulator_answers
}
process_is_over() { ! process_alive "$@"; }
simulator_answers() {
    local exports
    exports=$(cluster "$one" env)
    (
        eval "$exports"
        curl -fsS --cacert "$ZPA_SIMULATOR_CA" "$ZPA_SIMULATOR_URL/_simulator/customers" >/dev/null 2>&1
    )
}

kubebuilder_assets_from_outside_are_used_where_they_are_complete() {
    local store assets program
    store=$("$here/binaries.sh")
    assets=$(mktemp -d)
    for program in etcd kube-apiserver kube-controller-manager kube-scheduler kubectl helm; do ln -s "$store/$program" "$assets/$program"; done
    [ "$(KUBEBUILDER_ASSETS=$assets "$here/binaries.sh")" = "$assets" ]
    KUBEBUILDER_ASSETS=$assets cluster "$one" up
    grep -q "^binaries=$assets$" "$(folder "$one")/settings" || die "another folder was used: $(cat "$(folder "$one")/settings")"
    kubectl get namespace default
    cluster "$one" down
    rm "$assets/helm"
    [ "$(KUBEBUILDER_ASSETS=$assets "$here/binaries.sh" 2>/dev/null)" = "$store" ]
    says 'does not hold all of' env KUBEBUILDER_ASSETS="$assets" "$here/binaries.sh"
    rm -r "$assets"
}

dev_cluster_up_says_how_to_go_on() {
    says 'In each shell: eval ' "$here/../../dev" cluster up --no-build --bin "$programs" --name "$one"
    says ': up,' "$here/../../dev" cluster status --name "$one"
    "$here/../../dev" cluster down --name "$one"
}

kubeconfig_from_outside_names_the_cluster_that_is_used() {
    local outside
    cluster "$one" up
    outside=$(folder "$one")/kubeconfig
    KUBECONFIG=$outside cluster "$two" up
    says 'zpa-simulator' cluster "$two" status
    if grep -q '^kube-apiserver ' "$(folder "$two")/processes"; then die "a second control plane was started"; fi
    kubectl create configmap here
    kubectl_in "$two" get configmap here
    cluster "$two" env >"$(folder "$one")/exports"
    grep -q "^export KUBECONFIG=$(folder "$two")/kubeconfig$" "$(folder "$one")/exports"
    cluster "$two" down
    kubectl get configmap here || die "down took the cluster of others away"

    sed 's|server: .*|server: https://production.example:6443|' "$outside" >"$(folder "$one")/elsewhere"
    says 'not on this machine' env KUBECONFIG="$(folder "$one")/elsewhere" "$here/cluster.sh" --bin "$programs" --name "$two" up
    [ ! -e "$(folder "$two")" ] || die "something was started for a cluster that was refused"
}

"${1:?which fact?}"
