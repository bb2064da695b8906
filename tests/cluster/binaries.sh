#!/usr/bin/env bash
# Prints the folder that holds etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubectl and helm, and builds
# them first where this machine does not have them yet.
#
# They come from the Go module beside this file. go.sum pins every byte, so its hash names the folder in the cache: one
# build serves every checkout that asks for the same versions. KUBEBUILDER_ASSETS, if set, is looked into first.
# With --there nothing is built or printed: the status says whether they are there.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/../tooling/lib.sh"

programs=(etcd kube-apiserver kube-controller-manager kube-scheduler kubectl helm)
key=$(cat "$here/go.mod" "$here/go.sum" | sha256sum | cut -c1-16)
store=$(cache_dir)/kubernetes-$key

have_all() { # FOLDER
    local program
    for program in "${programs[@]}"; do [ -x "$1/$program" ] || return 1; done
}

if [ "${1:-}" = --there ]; then
    have_all "${KUBEBUILDER_ASSETS:-/nowhere}" || have_all "$store"
    exit
fi

# KUBEBUILDER_ASSETS by custom holds etcd, kube-apiserver and kubectl; only a folder that holds all six will do alone.
if [ -n "${KUBEBUILDER_ASSETS:-}" ]; then
    if have_all "$KUBEBUILDER_ASSETS"; then
        echo "$KUBEBUILDER_ASSETS"
        exit 0
    fi
    note "KUBEBUILDER_ASSETS=$KUBEBUILDER_ASSETS does not hold all of ${programs[*]}; the cache's are used"
fi

if have_all "$store"; then
    echo "$store"
    exit 0
fi

mkdir -p "$(cache_dir)"
exec 9>"$(cache_dir)/kubernetes.lock"
if ! flock -n 9; then
    note "another checkout is building Kubernetes; waiting for it"
    flock 9
fi
if ! have_all "$store"; then
    go=$("$here/go.sh")
    version=$(awk '$1 == "k8s.io/kubernetes" {print $2}' "$here/go.mod")
    IFS=. read -r major minor _ <<<"${version#v}"
    component=k8s.io/component-base/version
    flags="-s -w -X $component.gitVersion=$version -X $component.gitMajor=$major -X $component.gitMinor=$minor"
    work=$(mktemp -d "$store.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    cd "$here"
    note "building Kubernetes $version, etcd and helm, once for this machine (some 6 minutes on two cores)"
    run_with_progress "fetching Go modules" "$work/log" "$go" list -deps tool
    total=$(grep -cv '^go: ' "$work/log")
    export CGO_ENABLED=0
    PROGRESS_TOTAL=$total run_with_progress "compiling" "$work/log" \
        nice "$go" build -v -trimpath -buildvcs=false -ldflags "$flags" -o "$work/" tool
    mv "$work/server" "$work/etcd"
    rm -f "$work/log"
    have_all "$work" || die "the build ended well, but not all of ${programs[*]} are in $work"
    rm -rf "$store"
    mv "$work" "$store"
    note "built: $store ($(du -sh "$store" | cut -f1))"
fi
echo "$store"
