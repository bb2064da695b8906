#!/usr/bin/env bash
# slow_lookup_test.sh PROGRAMS LIBRARY: a name that is still being looked up keeps no program from its end, nor changes its status.
# LIBRARY makes lookups slow.
set -euo pipefail
# shellcheck source=tests/tooling/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../tooling/lib.sh"
programs=$1 library=$2

folder=$(mktemp -d)
pid=
cleanup() {
    if [ -n "$pid" ]; then kill -9 "$pid" 2>/dev/null || true; fi
    rm -rf "$folder"
}
trap cleanup EXIT
cat >"$folder/kubeconfig" <<END
{"apiVersion": "v1", "kind": "Config", "current-context": "slow",
 "clusters": [{"name": "slow", "cluster": {"server": "http://slow.test:6443"}}],
 "users": [{"name": "slow", "user": {}}],
 "contexts": [{"name": "slow", "context": {"cluster": "slow", "user": "slow"}}]}
END

LD_PRELOAD=$library "$programs/zpa-operator" run --kubeconfig "$folder/kubeconfig" \
    --leader-election-namespace slow --health-probe-bind-address 127.0.0.1:0 --metrics-bind-address 127.0.0.1:0 \
    >"$folder/output" 2>&1 &
pid=$!
until grep -q "looking up slow.test" "$folder/output"; do
    kill -0 "$pid" 2>/dev/null || die "it ended by itself: $(cat "$folder/output")"
    pause
done
kill -TERM "$pid"
end=$((SECONDS + 30))
while kill -0 "$pid" 2>/dev/null; do
    [ "$SECONDS" -lt "$end" ] || die "it did not end: $(cat "$folder/output")"
    pause
done
status=0
wait "$pid" || status=$?
pid=
[ "$status" -eq 0 ] || die "status $status instead of 0: $(cat "$folder/output")"
grep -q '"stopped"' "$folder/output" || die "it did not say that it has stopped: $(cat "$folder/output")"
