# shellcheck shell=bash
# Installs what the operator needs in a cluster (KUBECONFIG) and starts it with the token of its own account, as its pod would have it.

# install_operator REPOSITORY: the kinds, the account and its roles; returns when the API server serves the kinds.
install_operator() {
    kubectl apply -f "$1/crds" >/dev/null
    kubectl apply -f "$1/helm/manifests/rbac.yaml" >/dev/null
    kubectl wait --for=condition=Established --timeout=30s crd/zpatenants.zpa-operator.io crd/provisioningkeys.zpa-operator.io >/dev/null
}

# operator_kubeconfig FILE: reaches the cluster of KUBECONFIG as the operator's account and nothing more.
operator_kubeconfig() {
    local server ca token
    server=$(kubectl config view --minify --raw -o jsonpath='{.clusters[0].cluster.server}')
    ca=$(kubectl config view --minify --raw -o jsonpath='{.clusters[0].cluster.certificate-authority-data}')
    if [ -z "$ca" ]; then
        ca=$(base64 -w0 <"$(kubectl config view --minify --raw -o jsonpath='{.clusters[0].cluster.certificate-authority}')")
    fi
    token=$(kubectl create token zpa-operator --namespace zpa-operator --duration 24h)
    cat >"$1" <<END
apiVersion: v1
kind: Config
current-context: operator
clusters: [{name: cluster, cluster: {server: "$server", certificate-authority-data: $ca}}]
users: [{name: operator, user: {token: $token}}]
contexts: [{name: operator, context: {cluster: cluster, user: operator, namespace: zpa-operator}}]
END
    chmod 600 "$1"
}

# start_operator PROGRAM KUBECONFIG LOG [FLAG …]: sets operator_pid; it ends with this shell's script (stop_operator).
start_operator() {
    local program=$1 kubeconfig=$2 log=$3
    shift 3
    "$program" run --kubeconfig "$kubeconfig" --health-probe-bind-address 0 --metrics-bind-address 0 --log-format text "$@" \
        >"$log" 2>&1 &
    operator_pid=$!
}

stop_operator() {
    [ -n "${operator_pid:-}" ] || return 0
    kill "$operator_pid" 2>/dev/null || true
    wait "$operator_pid" 2>/dev/null || true
    operator_pid=""
}
