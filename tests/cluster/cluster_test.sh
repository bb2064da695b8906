#!/usr/bin/env bash
# cluster_test.sh FACT: what the other tests rely on in cluster.sh, each seen on clusters of its own.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/../tooling/lib.sh"
# shellcheck source=tests/cluster/process.sh
source "$here/process.sh"
unset KUBECONFIG ZPA_CLUSTER_FOLDER
one=fact-$$-1 two=fact-$$-2
cluster() { "$here/cluster.sh" --bin / --name "$@"; }
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

"${1:?which fact?}"
