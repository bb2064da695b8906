#!/usr/bin/env bash
# official_client_test.sh FACT PROGRAMS: ZPA's official SDK is sent to the simulator by name resolution alone, as it comes.
# It runs in a network without a way out, where ZPA's names are 127.0.0.1 and the simulator has port 443.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/tooling/lib.sh
source "$here/../tooling/lib.sh"
fact=${1:?which fact?}
programs=$2
customer=216196257331281920 client=simulator-client secret=simulator-secret
gateway="acme.zslogin.net api.zsapi.net"
legacy="config.private.zscaler.com"

# Everything from here to 'inside' happens within the namespaces, in a second run of this script.

answers() { # PATH CURL-ARGUMENTS...: of the control API
    curl -fsS --noproxy '*' --max-time 10 --cacert "$work/sim/ca.pem" "https://localhost/_simulator$1" "${@:2}"
}

resolve_as_zpa() { # NAMES
    printf '127.0.0.1 localhost %s\n' "$1" >"$work/hosts"
    echo 'hosts: files' >"$work/nsswitch.conf"
    mount --bind "$work/hosts" /etc/hosts
    # Where names are asked of a service first, that service lives outside and knows nothing of our hosts.
    if [ -e /etc/nsswitch.conf ]; then mount --bind "$work/nsswitch.conf" /etc/nsswitch.conf; fi
    ip link set lo up
    local name
    for name in $1; do
        [ "$(getent ahosts "$name" | awk '{print $1}' | sort -u)" = 127.0.0.1 ] ||
            die "$name does not resolve to 127.0.0.1, although /etc/hosts says so"
    done
}

start_simulator() {
    local deadline=$((SECONDS + 30))
    # The limit is met by a fault below, once and on purpose; without this the test would last as long as its windows do.
    "$programs/zpa-simulator" --listen 127.0.0.1:443 --self-signed "$work/sim" --ready-file "$work/ready" --no-limits \
        --customer "$customer" --client-id "$client" --client-secret "$secret" --client-public-key "$work/public.pem" \
        >"$work/simulator.log" 2>&1 &
    simulator=$!
    until [ -e "$work/ready" ]; do
        kill -0 "$simulator" 2>/dev/null || die "zpa-simulator ended: $(cat "$work/simulator.log")"
        [ "$SECONDS" -lt "$deadline" ] || die "zpa-simulator was not ready within 30 s: $(cat "$work/simulator.log")"
        pause
    done
}

stop_simulator() {
    if [ -z "$simulator" ]; then return; fi
    kill "$simulator" 2>/dev/null || true
    wait "$simulator" || true
}

# The environment is empty but for this, so that no proxy, cloud or credential of whoever runs the test gets into it. The SDK
# remembers replies where it is not told otherwise, and then what it reads would not be what is served.
run_client() { # SIGN-IN SECRET
    (cd "$work" && env -i PATH="$PATH" HOME="$work" REQUESTS_CA_BUNDLE="$work/sim/ca.pem" ZSCALER_CLIENT_CACHE_ENABLED=false \
        timeout --foreground 90 "$python" "$here/official_client.py" "$1" "$customer" "$client" "$2") >"$work/client.log" 2>&1 ||
        die "the official client with $1 failed; it said:
$(cat "$work/client.log")
the simulator's last calls:
$(answers /journal | tail -n 60)"
    note "$1: $(grep -c . "$work/client.log") steps of the official client went well"
}

was_seen() { # COUNT QUERY: so many calls are in the journal
    local count
    count=$(answers "/journal?$2" | grep -c '"number":' || true)
    [ "$count" -eq "$1" ] || die "expected $1 calls with $2 in the simulator's journal, found $count"
}

turn_away() { # FAULT MATCH: one call, which the client has to repeat by itself
    answers /faults -o /dev/null -d "{\"fault\":\"$1\",\"retry_after\":\"1s\",\"count\":1,\"match\":{$2}}"
}

oneapi() { # SIGN-IN SECRET
    resolve_as_zpa "$gateway"
    start_simulator
    turn_away throttled '"method":"POST","kind":"provisioningKey"'
    turn_away unauthorized '"method":"GET","kind":"provisioningKey"'
    run_client "$@"
    was_seen 2 'kind=token&status=200'
    was_seen 1 status=401
    was_seen 1 status=429
}

inside_a_client_secret_signs_in_and_all_calls_work() { oneapi client-secret "$secret"; }

inside_a_private_key_signs_in_and_all_calls_work() { oneapi private-key "$work/private.pem"; }

inside_the_legacy_sign_in_works_with_all_calls() {
    resolve_as_zpa "$legacy"
    start_simulator
    turn_away throttled '"method":"POST","kind":"provisioningKey"'
    run_client legacy "$secret"
    was_seen 1 'kind=signin&status=200'
    was_seen 1 status=429
}

inside() {
    simulator=""
    trap 'stop_simulator; rm -rf "$work"' EXIT
    # It is the first process of its namespace, to which signals without a handler do nothing.
    trap 'exit 130' INT TERM HUP
    "inside_$fact"
}

# From here on it is the first run, outside.

# Processes go with their namespace's first, and that with unshare, which itself takes no notice of INT and TERM.
in_namespaces() { # COMMAND...
    local flags
    for flags in -mnp -rmnp; do
        if unshare "$flags" --fork true 2>/dev/null; then
            unshare "$flags" --fork --kill-child -- "$@" &
            trap 'kill -KILL $! 2>/dev/null; exit 130' INT TERM HUP
            wait $!
            return
        fi
    done
    die "the official client needs mount, network and pid namespaces of its own, and none can be made here: 'unshare -mnp' (which
needs root with CAP_SYS_ADMIN) and 'unshare -rmnp' (which needs user namespaces: kernel.unprivileged_userns_clone=1 and
user.max_user_namespaces above 0) both fail. It said: $(unshare -rmnp --fork true 2>&1)"
}

missing_tools_are_named() {
    local tool missing=()
    for tool in curl getent ip openssl unshare; do
        command -v "$tool" >/dev/null || missing+=("$tool")
    done
    [ ${#missing[@]} -eq 0 ] || die "missing are ${missing[*]}; ./dev install sdk installs them"
    [ -x "$programs/zpa-simulator" ] || die "there is no zpa-simulator in $programs; ./dev build makes it"
}

where_namespaces_cannot_be_made_it_says_what_is_needed() {
    local text
    mkdir "$work/bin"
    printf '#!/bin/sh\necho "unshare failed: Operation not permitted" >&2\nexit 1\n' >"$work/bin/unshare"
    chmod 755 "$work/bin/unshare"
    if PATH="$work/bin:$PATH" "${BASH_SOURCE[0]}" the_legacy_sign_in_works_with_all_calls "$programs" >"$work/out" 2>&1; then
        die "it succeeded without namespaces"
    fi
    for text in 'error: the official client needs mount, network and pid namespaces' CAP_SYS_ADMIN 'Operation not permitted'; do
        grep -q "$text" "$work/out" || die "it does not say '$text': $(cat "$work/out")"
    done
}

if [ "${3:-}" = inside ]; then
    work=$4 python=$5
    inside
    exit
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
case $fact in
where_*) "$fact" ;;
*)
    missing_tools_are_named
    python=$("$here/sdk.sh")
    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$work/private.pem"
    openssl pkey -in "$work/private.pem" -pubout -out "$work/public.pem"
    in_namespaces "${BASH_SOURCE[0]}" "$fact" "$programs" inside "$work" "$python"
    ;;
esac
