#!/usr/bin/env bash
# supervise.sh RUN STARTER [OWNER] keeps one cluster: it starts the programs that RUN/settings names, takes requests
# ("stop NAME", "start NAME") through the pipe RUN/requests, and ends everything when it is told to, when STARTER goes
# before the cluster is ready, or when OWNER goes at any time. If it is killed itself, the kernel ends its children.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/../tooling/lib.sh"
# shellcheck source=tests/cluster/process.sh
source "$here/process.sh"
run=$1 starter=$2 owner=${3:-}
load_settings "$run"
cd "$run" || exit 1
declare -A pids=()
: >processes
# shellcheck disable=SC2094  # "supervisor" is a word here, and a file there
process_record supervisor $$ >supervisor

launch() { # NAME COMMAND...
    local name=$1
    shift
    setpriv --pdeathsig KILL "$@" >>"log/$name" 2>&1 {requests}<&- &
    pids[$name]=$!
    process_record "$name" $! >>processes
}

end() { # NAME SIGNAL SECONDS: killed if it is still there after that time
    local name=$1 pid=${pids[$1]:-} deadline=$((SECONDS + $3))
    if [ -z "$pid" ]; then return; fi
    kill "-$2" "$pid" 2>/dev/null
    while [ -n "$(process_mark "$pid")" ] && [ "$SECONDS" -lt "$deadline" ]; do pause; done
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    unset "pids[$name]"
}

begin() { # NAME
    # One that ended by itself may be started again.
    if [ -n "${pids[$1]:-}" ] && [ -n "$(process_mark "${pids[$1]}")" ]; then return; fi
    case $1 in
    etcd)
        launch etcd "$binaries/etcd" --name default --data-dir "$run/etcd" --unsafe-no-fsync --log-level warn \
            --listen-client-urls "$etcd_url" --advertise-client-urls "$etcd_url" \
            --listen-peer-urls "$etcd_peer_url" --initial-advertise-peer-urls "$etcd_peer_url" \
            --initial-cluster "default=$etcd_peer_url" --max-request-bytes 10485760 \
            --client-cert-auth --trusted-ca-file pki/ca.crt --cert-file pki/etcd.crt --key-file pki/etcd.key \
            --peer-client-cert-auth --peer-trusted-ca-file pki/ca.crt --peer-cert-file pki/etcd.crt --peer-key-file pki/etcd.key
        ;;
    kube-apiserver)
        launch kube-apiserver "$binaries/kube-apiserver" --bind-address 127.0.0.1 --secure-port "${api_url##*:}" \
            --etcd-servers "$etcd_url" --etcd-cafile pki/ca.crt --etcd-certfile pki/etcd.crt --etcd-keyfile pki/etcd.key \
            --cert-dir "$run/pki" --tls-cert-file pki/server.crt --tls-private-key-file pki/server.key \
            --client-ca-file pki/ca.crt --authorization-mode RBAC \
            --service-account-key-file pki/service-account.pub --service-account-signing-key-file pki/service-account.key \
            --service-account-issuer https://kubernetes.default.svc --service-cluster-ip-range 10.96.0.0/16 \
            --endpoint-reconciler-type none --allow-privileged=true --shutdown-send-retry-after=false \
            --audit-policy-file "$audit_policy" --audit-log-path "$run/audit.log" --audit-log-maxsize 100000
        ;;
    kube-controller-manager)
        launch kube-controller-manager "$binaries/kube-controller-manager" \
            --kubeconfig pki/kube-controller-manager.kubeconfig \
            --authentication-kubeconfig pki/kube-controller-manager.kubeconfig \
            --authorization-kubeconfig pki/kube-controller-manager.kubeconfig --leader-elect=false --secure-port=0 \
            --service-account-private-key-file pki/service-account.key --root-ca-file pki/ca.crt \
            --use-service-account-credentials=true --horizontal-pod-autoscaler-sync-period=2s \
            --kube-api-qps=200 --kube-api-burst=400
        ;;
    kube-scheduler)
        launch kube-scheduler "$binaries/kube-scheduler" --kubeconfig pki/kube-scheduler.kubeconfig \
            --authentication-kubeconfig pki/kube-scheduler.kubeconfig \
            --authorization-kubeconfig pki/kube-scheduler.kubeconfig --leader-elect=false --secure-port=0
        ;;
    zpa-simulator)
        # Its own client, whatever real one the caller's shell may hold.
        launch zpa-simulator env ZSCALER_CLIENT_ID=simulator-client ZSCALER_CLIENT_SECRET=simulator-secret \
            "$programs/zpa-simulator" --listen "$simulator_listen" \
            --tls-cert pki/simulator.crt --tls-key pki/simulator.key
        ;;
    zpa-node-agent)
        launch zpa-node-agent env ZPA_SIMULATOR_URL="$simulator_url" ZPA_SIMULATOR_CA="$run/pki/simulator-ca.crt" \
            "$programs/zpa-node-agent" --kubeconfig "$run/kubeconfig"
        ;;
    *) return 1 ;;
    esac
}

# Programs with something to lose or to say (saved state, coverage) are asked; the others' work goes with the folder.
# With "abandoned" whoever wanted the cluster is gone without a word, and nobody else will tidy up.
finish() {
    trap '' TERM INT HUP
    local name
    for name in zpa-node-agent zpa-simulator; do end "$name" TERM 3; done
    for name in "${!pids[@]}"; do kill -KILL "${pids[$name]}" 2>/dev/null; done
    wait
    rm -f ready
    if [ "${1:-}" = abandoned ]; then cd / && rm -rf "$run"; fi
    exit 0
}

fail() {
    printf '%s\n' "$*" >failed
    finish
}

kube_get() { # PATH: the reply's body, or failure
    curl -fsS --max-time 2 --cacert pki/ca.crt --cert pki/admin.crt --key pki/admin.key "$api_url$1" 2>>log/probe
}

# Each probe must be true once, in this order: nothing later works without the earlier.
ready_step() {
    case $step in
    server) kube_get /readyz >/dev/null && step=account ;;
    account) kube_get /api/v1/namespaces/default/serviceaccounts/default >/dev/null && step=neighbours ;;
    neighbours)
        if [ -n "$simulator_listen" ]; then
            curl -sS --max-time 2 --cacert pki/simulator-ca.crt -o /dev/null "$simulator_url/" 2>>log/probe || return
        fi
        if [[ " $wanted " == *" zpa-node-agent "* ]]; then begin zpa-node-agent; fi
        step=ready
        : >ready
        ;;
    esac
}

trap finish TERM INT HUP
exec {requests}<>"$run/requests"
step=server
if [ -z "$binaries" ]; then step=neighbours; fi
for name in $wanted; do if [ "$name" != zpa-node-agent ]; then begin "$name"; fi; done

while :; do
    # Looked at, not waited for: a trap that comes while bash's read waits with a time-out was seen to leave it waiting for ever.
    if read -r -t 0 -u "$requests" && read -r -u "$requests" verb name signal; then
        case $verb in
        stop) end "$name" "${signal:-TERM}" 5 ;;
        start) begin "$name" ;;
        esac
    else
        pause
    fi
    if [ -n "$owner" ] && [ -z "$(process_mark "$owner")" ]; then finish abandoned; fi
    if [ "$step" != ready ]; then
        if [ -z "$(process_mark "$starter")" ]; then finish abandoned; fi
        for name in "${!pids[@]}"; do
            [ -n "$(process_mark "${pids[$name]}")" ] || fail "$name ended while the cluster was starting: log/$name"
        done
        ready_step
    fi
done
