#!/usr/bin/env bash
# A whole Kubernetes control plane, the ZPA simulator and the node agent, all on loopback.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/../tooling/lib.sh"
# shellcheck source=tests/cluster/process.sh
source "$here/process.sh"
# shellcheck source=tests/cluster/pki.sh
source "$here/pki.sh"
# shellcheck source=tests/cluster/simulator.sh
source "$here/simulator.sh"
# shellcheck source=tests/cluster/outside.sh
source "$here/outside.sh"
repository=$(cd "$here/../.." && pwd)
umask 077

usage() {
    cat <<END
./dev cluster up|down|status|env [--name NAME]

  up       start etcd, kube-apiserver, kube-controller-manager, kube-scheduler, and zpa-simulator and zpa-node-agent
           where they are built; ready in some ten seconds
  down     end them and remove what they left, also after a crash
  status   what runs, where, with how much memory; without --name all clusters of this user
  env      export lines for a shell: eval "\$(./dev cluster env)" sets KUBECONFIG, PATH with kubectl and helm,
           ZPA_SIMULATOR_URL, ZPA_SIMULATOR_CA, ZPA_SIMULATOR_CREDENTIALS and ZPA_SIMULATOR_TENANT (manifests of a Secret
           and a ZPATenant), ZPA_CLUSTER, ZPA_CLUSTER_FOLDER

  for tests:
  stop PROGRAM [SIGNAL], start PROGRAM, restart-apiserver [SIGNAL]    on the same port, with the same data
  compact                                                           etcd forgets old versions: a watch from before is 410

  --name NAME    many clusters can run side by side; the default name is this checkout's own
  --owner PID    (up) the cluster ends when this process ends, however that happens
  --bin FOLDER   (up) where zpa-simulator and zpa-node-agent are; default: build/dev/bin
  --audit-policy FILE    (up) what the API server writes into ZPA_CLUSTER_FOLDER/audit.log; default: who did what, without contents
  --no-build     (up, of ./dev cluster) take them as they are

KUBECONFIG, when set, names the cluster to use: then only the simulator is started here. KUBEBUILDER_ASSETS, when set, names
a folder with the six programs. Otherwise they are built once into ${XDG_CACHE_HOME:-~/.cache}/zpa-operator.
END
}

name="dev-$(printf %s "$repository" | sha256sum | cut -c1-6)"
name_given="" owner="" programs=$repository/build/dev/bin audit_policy=$here/audit-policy.yaml
arguments=()
while [ $# -gt 0 ]; do
    case $1 in
    --name | --owner | --bin | --audit-policy)
        [ $# -ge 2 ] || die "$1 wants a value"
        case $1 in
        --name) name=$2 name_given=yes ;;
        --owner) owner=$2 ;;
        --bin) programs=$(cd "$2" && pwd) ;;
        --audit-policy) audit_policy=$(realpath "$2") ;;
        esac
        shift 2
        ;;
    -h | --help)
        usage
        exit 0
        ;;
    -*) die "unknown option $1; ./dev cluster --help names them all" ;;
    *) arguments+=("$1") && shift ;;
    esac
done
[[ $name =~ ^[a-z0-9][a-z0-9.-]{0,40}$ ]] || die "a cluster's name is made of a-z, 0-9, '.' and '-', at most 41: '$name'"
clusters=$(cache_dir)/clusters
run=$clusters/$name

supervisor_alive() {
    local record
    { read -r -a record <"$run/supervisor"; } 2>/dev/null || return 1
    process_alive "${record[@]}"
}

pid_of() { # NAME: of the latest process of that name, while it is alive
    local record
    read -r -a record < <(tac "$run/processes" | grep -m 1 "^$1 ") || return 1
    process_alive "${record[@]}" && echo "${record[1]}"
}

# Ports below the kernel's own range, so that no outgoing connection sits on one. Others' choices are in their settings.
free_port() {
    local port hex
    while :; do
        port=$((15000 + SRANDOM % 15000))
        hex=$(printf ':%04X ' "$port")
        if ! grep -qF "$hex" /proc/net/tcp /proc/net/tcp6 2>/dev/null && ! grep -qsF ":$port" "$clusters"/*/settings; then
            echo ":$port" >>"$run/settings" # seen by the next call
            echo "$port"
            return
        fi
    done
}

prepare() {
    mkdir -p "$clusters"
    exec 9>"$clusters/lock"
    flock 9
    if [ -e "$run" ] && ! supervisor_alive; then sweep "a crashed cluster"; fi
    mkdir "$run" || die "cluster $name was started by somebody else at this moment"
    mkdir "$run/log" "$run/pki"
    mkfifo "$run/requests"
    local api etcd peer simulator wanted="" listen="" program
    api=https://127.0.0.1:$(free_port)
    etcd=https://127.0.0.1:$(free_port)
    peer=https://127.0.0.1:$(free_port)
    simulator=127.0.0.1:$(free_port)
    if [ -n "$binaries" ]; then wanted="etcd kube-apiserver kube-controller-manager kube-scheduler"; fi
    if [ -x "$programs/zpa-simulator" ]; then
        listen=$simulator
        wanted+=" zpa-simulator"
        if [ -n "$binaries" ] && [ -x "$programs/zpa-node-agent" ]; then wanted+=" zpa-node-agent"; fi
    fi
    for program in "binaries=$binaries" "programs=$programs" "api_url=$api" "etcd_url=$etcd" "etcd_peer_url=$peer" \
        "simulator_listen=$listen" "simulator_url=https://$simulator" "wanted=$wanted" "audit_policy=$audit_policy"; do
        printf '%s=%q\n' "${program%%=*}" "${program#*=}"
    done >"$run/settings"
    flock -u 9
    exec 9>&-
    if [ -n "$binaries" ]; then
        pki_cluster "$run/pki" "$api"
        mv "$run/pki/admin.kubeconfig" "$run/kubeconfig"
    else
        outside_kubeconfig >"$run/kubeconfig"
    fi
    if [ -n "$listen" ]; then simulator_files "$run" "https://$simulator"; fi
}

up() {
    if supervisor_alive && [ -e "$run/ready" ]; then
        note "cluster $name is up already: $run"
        return
    fi
    ! supervisor_alive || die "cluster $name is being started by somebody else"
    local binaries="" attempt start=$SECONDS
    if outside_cluster; then outside_check; else binaries=$("$here/binaries.sh"); fi
    for attempt in 1 2 3; do
        prepare
        trap 'down_quietly; exit 130' INT TERM HUP
        setsid "$here/supervise.sh" "$run" $$ "$owner" </dev/null >"$run/log/supervisor" 2>&1 &
        if await_ready $!; then
            trap - INT TERM HUP
            note "cluster $name is up after $((SECONDS - start)) s: $(sed -n 's/^ *server: //p' "$run/kubeconfig" | head -n 1)"
            return
        fi
        grep -qsi 'address already in use' "$run"/log/* || break
        note "a port was taken in between; attempt $((attempt + 1))"
        down_quietly
    done
    tail -n 5 "$run"/log/* >&2 || true
    note "$(cat "$run/failed" 2>/dev/null || echo 'the cluster was not ready within 120 s')"
    down_quietly
    die "cluster $name did not start; above are the last lines of each program's log"
}

await_ready() { # PID of the supervisor
    local deadline=$((SECONDS + 120)) told=0 start=$SECONDS
    while [ "$SECONDS" -lt "$deadline" ]; do
        if [ -e "$run/ready" ]; then return 0; fi
        if [ -e "$run/failed" ] || [ -z "$(process_mark "$1")" ]; then return 1; fi
        if [ "$told" -eq 0 ] && [ $((SECONDS - start)) -ge 2 ]; then
            told=1
            note "starting cluster $name …"
        fi
        pause
    done
    return 1
}

# Ends what is left of a cluster and removes its folder. Every pid is compared with what was recorded of it first.
sweep() { # WHY
    local record deadline
    if supervisor_alive; then
        read -r -a record <"$run/supervisor"
        kill "${record[1]}"
        deadline=$((SECONDS + 20))
        while process_alive "${record[@]}" && [ "$SECONDS" -lt "$deadline" ]; do pause; done
        if process_alive "${record[@]}"; then
            note "the supervisor of $1 did not end within 20 s and is killed"
            kill -KILL "${record[1]}"
        fi
    fi
    if [ -e "$run/processes" ]; then
        while read -r -a record; do
            if process_alive "${record[@]}"; then
                kill -KILL "${record[1]}" || true
                note "ended ${record[0]} (pid ${record[1]}), left by $1"
            fi
        done <"$run/processes"
    fi
    rm -rf "$run"
}

down_quietly() { if [ -e "$run" ]; then sweep "cluster $name"; fi; }

down() {
    if [ ! -e "$run" ]; then
        note "no cluster $name"
        return
    fi
    local was=up
    supervisor_alive || was=crashed
    sweep "cluster $name"
    note "cluster $name is down (was $was); nothing is left"
}

need_up() {
    if [ -e "$run/ready" ] && supervisor_alive; then return; fi
    die "cluster $name is not up; ./dev cluster up starts it"
}

status() {
    local folder found=""
    for folder in "$clusters"/*/; do
        run=${folder%/}
        if [ ! -d "$run" ] || { [ -n "$name_given" ] && [ "${run##*/}" != "$name" ]; }; then continue; fi
        found=yes
        status_of_one
    done
    if [ -z "$found" ]; then
        echo "no cluster${name_given:+ $name}"
        [ -z "$name_given" ] || return 1
    fi
}

status_of_one() {
    local state=crashed record memory
    if supervisor_alive; then if [ -e "$run/ready" ]; then state=up; else state=starting; fi; fi
    echo "${run##*/}: $state, $run"
    sed -n 's/^ *server: /  kubernetes  /p' "$run/kubeconfig" 2>/dev/null | head -n 1
    if [ -e "$run/credentials.yaml" ]; then sed -n 's/^simulator_url=/  simulator   /p' "$run/settings"; fi
    while read -r -a record; do
        process_alive "${record[@]}" || continue
        memory=$(awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/${record[1]}/status" 2>/dev/null) || continue
        printf '  %-24s pid %-8s %s MB\n' "${record[0]}" "${record[1]}" "$memory"
    done < <(cat "$run/processes" 2>/dev/null)
}

environment() {
    need_up
    load_settings "$run"
    # With a cluster from outside people have their own kubectl; ours is only offered where it is there already.
    local path=$binaries
    if [ -z "$path" ] && "$here/binaries.sh" --there; then path=$("$here/binaries.sh"); fi
    if [ -d "$programs" ]; then path=${path:+$path:}$programs; fi
    printf 'export KUBECONFIG=%q\n' "$run/kubeconfig"
    if [ -n "$path" ]; then printf "export PATH=%q:\"\$PATH\"\n" "$path"; fi
    printf 'export ZPA_CLUSTER=%q\nexport ZPA_CLUSTER_FOLDER=%q\n' "$name" "$run"
    if [ -z "$simulator_listen" ]; then return; fi
    printf 'export ZPA_SIMULATOR_URL=%q\n' "$simulator_url"
    printf 'export ZPA_SIMULATOR_CA=%q\n' "$run/pki/simulator-ca.crt"
    printf 'export ZPA_SIMULATOR_CREDENTIALS=%q\n' "$run/credentials.yaml"
    printf 'export ZPA_SIMULATOR_TENANT=%q\n' "$run/tenant.yaml"
}

request() { # start|stop PROGRAM [SIGNAL], and waits until it is so
    need_up
    local deadline=$((SECONDS + 30))
    grep -q "^${2:?which program?} " "$run/processes" || die "cluster $name has no program $2"
    echo "$*" >"$run/requests"
    while if [ "$1" = stop ]; then pid_of "$2" >/dev/null; else ! pid_of "$2" >/dev/null; fi; do
        [ "$SECONDS" -lt "$deadline" ] || die "$1 $2: not seen within 30 s; the end of $run/log/$2: $(tail -n 1 "$run/log/$2" 2>/dev/null)"
        pause
    done
}

curl_as() { # CERTIFICATE ARGUMENTS...
    local who=$1
    shift
    curl -sS --max-time 10 --cacert "$run/pki/ca.crt" --cert "$run/pki/$who.crt" --key "$run/pki/$who.key" "$@"
}

restart_apiserver() { # [SIGNAL]
    local deadline=$((SECONDS + 60))
    request stop kube-apiserver "${1:-TERM}"
    request start kube-apiserver
    load_settings "$run"
    until curl_as admin -f -o /dev/null "$api_url/readyz" 2>/dev/null; do
        [ "$SECONDS" -lt "$deadline" ] || die "kube-apiserver was not ready again within 60 s; see $run/log/kube-apiserver"
        pause
    done
    note "kube-apiserver of cluster $name is back at $api_url"
}

# The server's watch cache still answers for what it remembers, so a watch meets the 410 after restart-apiserver.
compact() {
    need_up
    load_settings "$run"
    local reply revision
    reply=$(curl_as etcd -f "$etcd_url/v3/kv/range" -d '{"key": "AA=="}')
    revision=$(sed -n 's/.*"revision":"\([0-9]*\)".*/\1/p' <<<"$reply")
    [ -n "$revision" ] || die "etcd did not tell its revision: $reply"
    curl_as etcd -f -o /dev/null "$etcd_url/v3/kv/compaction" -d "{\"revision\": \"$revision\", \"physical\": true}"
    note "etcd of cluster $name has forgotten everything before revision $revision"
    echo "$revision"
}

case "${arguments[0]:-}" in
up) up ;;
down) down ;;
status) status ;;
env) environment ;;
stop | start) request "${arguments[@]}" ;;
restart-apiserver) restart_apiserver "${arguments[@]:1}" ;;
compact) compact ;;
"") usage >&2 && exit 2 ;;
*) die "unknown command ${arguments[0]}; ./dev cluster --help names them all" ;;
esac
