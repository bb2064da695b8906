// A ProvisioningKey of any shape is read or refused for its metadata alone; what cannot be read never deletes or takes
// over anything; no complaint repeats the template's texts; a status survives the way to the API server and back.
#include <nlohmann/json.hpp>

#include "controller/kube/dns_name.h"
#include "controller/kube/json_text.h"
#include "reconcilers/provisioning_key/drift.h"
#include "reconcilers/provisioning_key/text_rules.h"
#include "reconcilers/provisioning_key/types.h"
#include "reconcilers/provisioning_key/validation.h"
#include "tests/fuzz/fuzz.h"

namespace {

using nlohmann::json;
using namespace provisioning_key;

void check_spec(const ProvisioningKey& object, const json& written) {
    const auto& spec = *object.spec;
    const auto mistake = find_mistake(object);
    (void)find_mistake_in_deletion(object);
    fuzz::must(!mistake || !mistake->empty(), "a mistake is said");
    const auto& policy = kube::value_at(written, "deletionPolicy");
    if (!policy.is_null() && policy != "Delete")
        fuzz::must(spec.deletion_policy != DeletionPolicy::Delete, "only Delete deletes");
    const auto& management = kube::value_at(written, "managementPolicy");
    if (!management.is_null() && management != "Manage") fuzz::must(spec.observes(), "only Manage manages");
    if (mistake) return;
    fuzz::must(spec.association_type && kube::is_dns_label(spec.tenant.namespace_name) &&
                   kube::is_dns_subdomain(object.secret_name()),
               "a spec without a mistake names things that can be there");
    fuzz::must(is_entry_name(spec.secret.key) && !spec.secret.entries.contains(spec.secret.key),
               "the value has an entry of its own");
    zpa::Key key;
    key.name = "edge";
    const auto drift = find_drift(spec, "edge", {}, key);
    fuzz::must(drift.fields.empty() == drift.changes.empty(), "what differs is changed");
}

void check(const json& object) {
    const auto key = parse_provisioning_key(object);
    check_spec(key, kube::value_at(object, "spec"));
    const auto written = to_json(key.status);
    const auto again = parse_provisioning_key({{"metadata", {{"name", "k"}}}, {"status", written}}).status;
    fuzz::must(to_json(again) == written, "a status survives the way to the server and back");
}

// Template texts may hold what a person would rather not see in a status.
void check_complaints(json object) {
    auto& entries = object["spec"]["secret"]["template"];
    for (auto& entry : entries) entry = fuzz::canary;
    fuzz::discreet_error_of(
        [&] {
            const auto key = parse_provisioning_key(object);
            const auto mistake = find_mistake(key);
            fuzz::must(!mistake || !fuzz::contains(*mistake, fuzz::canary),
                       "no mistake repeats a text of the template");
            for (const auto& complaint : key.spec->unreadable) {
                fuzz::must(!fuzz::contains(complaint, fuzz::canary), "no complaint repeats a text of the template");
            }
        },
        base::ErrorKind::Protocol);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::Input(data, size).rest();
    json object;
    fuzz::error_of([&] { object = kube::parse_json(text, "object"); }, base::ErrorKind::Protocol);
    fuzz::error_of([&] { check(object); }, base::ErrorKind::Protocol);
    const auto& secret = kube::value_at(kube::value_at(object, "spec"), "secret");
    if (kube::value_at(secret, "template").is_object() && !fuzz::contains(text, fuzz::canary))
        check_complaints(std::move(object));
    return 0;
}
