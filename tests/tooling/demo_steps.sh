# shellcheck shell=bash
# The steps of ./dev demo. Each one does something as a person would, waits until the result is there, and shows it.
# Whoever sources this says in $work where the operator's log is, and in $operator_pid which process it is (operator.sh).
# shellcheck disable=SC2154

customer=216196257331281920
namespace=demo
patience=${ZPA_DEMO_PATIENCE:-30} # seconds for one result

zpa() { # PATH [CURL ARGUMENTS]: the simulator's control API, the demo's view of "what ZPA has"
    local path=$1
    shift
    curl -sS --fail-with-body --cacert "$ZPA_SIMULATOR_CA" "$ZPA_SIMULATOR_URL/_simulator/customers/$customer/$path" "$@"
}
k() { kubectl --namespace "$namespace" "$@"; }

# In colour for those who read it at a terminal and did not set NO_COLOR.
bold="" green="" red="" plain=""
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\033[1m' green=$'\033[32m' red=$'\033[31m' plain=$'\033[0m'; fi
step() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
seen() { printf '  %s✓%s %s\n' "$green" "$plain" "$*"; }
fail() {
    printf '  %s✗%s %s\n' "$red" "$plain" "$*"
    k get zpa -o wide 2>/dev/null || true
    tail -n 15 "$work/operator.log"
    die "the demo did not see what it should have"
}

# until_true WHAT COMMAND…: tries until the command succeeds; the end of patience is a failure that says WHAT.
until_true() {
    local what=$1 deadline=$((SECONDS + patience))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$deadline" ] || fail "$what"
        kill -0 "$operator_pid" 2>/dev/null || fail "the operator ended; $what"
        pause
    done
    seen "$what"
}

# Asked for a second at a time, so that the end of the operator is noticed in between.
ready() { k wait --for=condition=Ready --timeout=1s "$1" >/dev/null 2>&1; }

# json FIELD: of an object on standard input, without a parser on the machine: our own flat replies only.
json_field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\)\"\{0,1\}.*/\1/p" | head -n 1; }

key_id() { k get zpk "$1" -o jsonpath='{.status.id}'; }
in_zpa() { zpa "keys/$(key_id "$1")?values=true" | tr -d '\n '; }
secret_value() { k get secret "$1" -o jsonpath='{.data.provisionkey}' | base64 -d; }
zpa_value() { in_zpa "$1" | json_field provisioningKey; }
same_value() { [ -n "$(secret_value "$1")" ] && [ "$(secret_value "$1")" = "$(zpa_value "$1")" ]; }
zpa_has() { in_zpa "$1" | grep -q "\"$2\":\"\{0,1\}$3\"\{0,1\}[,}]"; }
zpa_is_empty() { [ "$(zpa keys | grep -c '"id"')" -eq 0 ]; }

key_manifest() { # NAME SPEC-LINES (flow style)
    printf 'apiVersion: zpa-operator.io/v1alpha1\nkind: ProvisioningKey\nmetadata: {name: %s, namespace: %s}\nspec: {%s}\n' \
        "$1" "$namespace" "$2"
}

step_tenant() {
    step "A ZPATenant says which organisation, and which Secret has the credentials"
    kubectl create namespace "$namespace" >/dev/null
    k apply -f "$ZPA_SIMULATOR_CREDENTIALS" >/dev/null
    k apply -f "$ZPA_SIMULATOR_TENANT" >/dev/null
    until_true "ZPATenant default is Ready" ready zpatenant/default
    k get zpatenant
}

step_keys() {
    step "Three ProvisioningKeys: App Connectors, Service Edges, and one use from one network only"
    key_manifest lab-connectors "associationType: CONNECTOR_GRP, maxUsage: 5, group: {name: Demo Connectors}" | kubectl apply -f - >/dev/null
    key_manifest lab-edges "associationType: SERVICE_EDGE_GRP, maxUsage: 3, group: {name: Demo Service Edges}" | kubectl apply -f - >/dev/null
    key_manifest one-shot "associationType: CONNECTOR_GRP, maxUsage: 1, group: {name: Demo Connectors}, ipAcl: [192.0.2.0/24]" | kubectl apply -f - >/dev/null
    for key in lab-connectors lab-edges one-shot; do
        until_true "$key is Ready" ready "zpk/$key"
        until_true "Secret $key holds the very value that ZPA has" same_value "$key"
    done
    k get zpk
}

step_change() {
    step "A field is changed, and ZPA follows"
    k patch zpk lab-connectors --type merge -p '{"spec":{"maxUsage":8}}' >/dev/null
    until_true "maxUsage is 8 in ZPA" zpa_has lab-connectors maxUsage 8
}

step_portal() {
    step "Somebody edits the key in the portal, and it is put back"
    zpa "keys/$(key_id lab-connectors)" -X PATCH -d '{"maxUsage":500}' >/dev/null
    seen "in the portal maxUsage is now 500"
    until_true "maxUsage is 8 in ZPA again" zpa_has lab-connectors maxUsage 8
    until_true "an event names the field" has_event DriftCorrected
    k events --for provisioningkey/lab-connectors 2>/dev/null | grep DriftCorrected | tail -n 1 | cut -c1-150
}
has_event() { k get events.events.k8s.io -o jsonpath='{.items[*].reason}' | grep -qw "$1"; }

step_secret() {
    step "A Secret is deleted, and is back"
    local before
    before=$(k get secret lab-edges -o jsonpath='{.metadata.uid}')
    k delete secret lab-edges >/dev/null
    until_true "Secret lab-edges is there again, a new one" is_another_secret lab-edges "$before"
    until_true "with the same value" same_value lab-edges
}
is_another_secret() { local uid && uid=$(k get secret "$1" -o jsonpath='{.metadata.uid}') && [ -n "$uid" ] && [ "$uid" != "$2" ]; }

step_wrong() {
    step "A wrong spec is refused with a sentence that helps"
    local answer spec="associationType: EXPORTER_GRP, maxUsage: 1, group: {name: some exporter}"
    printf '  applied:  spec: {%s}\n' "$spec"
    if answer=$(key_manifest wrong "$spec" | kubectl apply -f - 2>&1); then
        fail "the API server accepted a group name where ZPA has no list of groups"
    fi
    grep -q 'give group.id' <<<"$answer" || fail "the refusal does not say what to do: $answer"
    sed -n 's/.*\(spec\.[a-z].*\)/  answered: \1/p' <<<"$answer" | head -n 1
    seen "refused, with the fix in the message"
}

step_adopt() {
    step "A key that exists already is adopted only when asked to"
    zpa keys -d "{\"name\":\"made-in-portal\",\"maxUsage\":7}" >/dev/null
    local spec="associationType: CONNECTOR_GRP, maxUsage: 7, group: {name: Demo Connectors}"
    key_manifest made-in-portal "$spec" | kubectl apply -f - >/dev/null
    until_true "without adopt it is a NameConflict, and untouched" has_reason made-in-portal NameConflict
    k patch zpk made-in-portal --type merge -p '{"spec":{"adopt":{"byName":true}}}' >/dev/null
    until_true "with adopt.byName it is Ready" ready zpk/made-in-portal
    until_true "and its Secret holds the value of the portal's key" same_value made-in-portal
}
has_reason() { [ "$(k get zpk "$1" -o jsonpath='{.status.conditions[?(@.type=="Ready")].reason}')" = "$2" ]; }

step_end() {
    step "Everything is deleted"
    k delete zpk --all --timeout="${patience}s" >/dev/null || fail "the ProvisioningKeys did not go"
    seen "the ProvisioningKeys are gone"
    k delete zpatenant --all --timeout="${patience}s" >/dev/null || fail "the ZPATenant did not go"
    seen "the ZPATenant is gone"
    until_true "ZPA has no key any more" zpa_is_empty
}

walk_through() {
    step_tenant
    step_keys
    step_change
    step_portal
    step_secret
    step_wrong
    step_adopt
    step_end
}

# For --keep: something to look at and play with.
prepare_playground() {
    k apply -f "$ZPA_SIMULATOR_TENANT" >/dev/null
    key_manifest lab-connectors "associationType: CONNECTOR_GRP, maxUsage: 5, group: {name: Demo Connectors}" | kubectl apply -f - >/dev/null
    until_true "a key to play with is Ready" ready zpk/lab-connectors
}
