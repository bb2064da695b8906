# shellcheck shell=bash
# A cluster that people bring themselves, by KUBECONFIG. The caller says in $here where these scripts are.
# shellcheck disable=SC2154

outside_cluster() { [ -n "${KUBECONFIG:-}" ] && [ -z "${ZPA_CLUSTER_FOLDER:-}" ]; }

outside_kubectl() { command -v kubectl || echo "$("$here/binaries.sh")/kubectl"; }

outside_kubeconfig() { "$(outside_kubectl)" config view --minify --flatten --raw; }

# Our tests make and delete custom resource definitions. A shell that happens to have a KUBECONFIG of somebody's production
# must not be enough for that: the context has to be named, unless it is on this machine anyway.
outside_check() {
    local context server
    context=$("$(outside_kubectl)" config current-context) || die "KUBECONFIG=$KUBECONFIG has no current context"
    server=$("$(outside_kubectl)" config view --minify -o 'jsonpath={.clusters[0].cluster.server}')
    if [[ $server =~ ^https?://(127\.|localhost[:/]|\[::1\]) ]] || [ "${ZPA_TEST_CONTEXT:-}" = "$context" ]; then
        note "using the cluster of KUBECONFIG: context $context, $server"
        return
    fi
    die "KUBECONFIG names context $context at $server, which is not on this machine. Unset KUBECONFIG to have a cluster
started here, or set ZPA_TEST_CONTEXT=$context to let CRDs and namespaces be made and deleted there."
}
