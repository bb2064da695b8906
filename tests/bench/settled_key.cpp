#include "tests/bench/settled_key.h"

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/external_id.h"
#include "reconcilers/provisioning_key/status.h"
#include "reconcilers/secrets/secret_object.h"
#include "reconcilers/secrets/template.h"
#include "reconcilers/zpa/fingerprint.h"

namespace bench {

using nlohmann::json;

namespace {

void fill_status(provisioning_key::ProvisioningKey& object, const std::string& customer, const simulator::Key& key) {
    auto& status = object.status;
    status.identity = {customer, "", key.association_type, key.id, key.creation_time};
    status.synced_generation = object.meta.generation;
    status.name = key.name;
    status.value_fingerprint = zpa::fingerprint(key.value);
    status.secret_name = object.spec.secret.name;
    provisioning_key::show_key(status, as_listed(key));
    provisioning_key::Findings findings;
    findings.secret_whole = true;
    provisioning_key::conclude(object, findings, base::system_clock().wall());
}

json secret_of(const provisioning_key::ProvisioningKey& object, const simulator::Key& key) {
    kube::ObjectMeta place;
    place.name = object.spec.secret.name;
    const auto entries = secrets::secret_entries(object.spec.secret, key.value, key.id, key.name);
    auto secret = secrets::filled_secret(object.meta.key(), object.spec.secret, place, entries,
                                         provisioning_key::format_external_id(object.status.identity));
    secret["metadata"].erase("uid");
    secret["metadata"].erase("resourceVersion");
    return secret;
}

}  // namespace

zpa::Key as_listed(const simulator::Key& key) {
    zpa::Key out;
    out.id = key.id;
    out.name = key.name;
    out.max_usage = key.max_usage;
    out.usage_count = key.usage_count;
    out.group_id = key.group_id;
    out.group_name = scenario::Zpa::kGroup;
    out.enrollment_cert_id = key.certificate_id;
    out.enrollment_cert_name = "Connector";
    out.value_fingerprint = zpa::fingerprint(key.value);
    return out;
}

SettledKey settle(const std::string& namespace_name, const scenario::Zpa& zpa, const simulator::Key& key) {
    SettledKey out;
    out.object = {{"apiVersion", common::provisioning_keys().api_version()},
                  {"kind", common::provisioning_keys().kind},
                  {"metadata", {{"name", key.name}, {"namespace", namespace_name}, {"finalizers", {kFinalizer}}}},
                  {"spec",
                   {{"associationType", key.association_type},
                    {"group", {{"name", scenario::Zpa::kGroup}}},
                    {"maxUsage", key.max_usage}}}};
    out.typed = provisioning_key::parse_provisioning_key(out.object);
    out.typed.meta.generation = 1;
    fill_status(out.typed, zpa.customer(), key);
    const auto external_id = provisioning_key::format_external_id(out.typed.status.identity);
    out.typed.meta.annotations[common::kExternalIdAnnotation] = external_id;
    out.object["metadata"]["annotations"][common::kExternalIdAnnotation] = external_id;
    out.secret = secret_of(out.typed, key);
    return out;
}

}  // namespace bench
