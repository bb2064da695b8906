#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/external_id.h"
#include "reconcilers/provisioning_key/status.h"
#include "reconcilers/secrets/secret_object.h"
#include "reconcilers/secrets/template.h"
#include "reconcilers/zpa/fingerprint.h"

namespace fakes {

inline constexpr auto kFinalizer = "zpa-operator.io/provisioning-key";

// What there is of a key in ZPA.
struct KeyInZpa {
    std::string customer;
    std::string association_type;  // ZPA's word
    zpa::Key key;                  // as ZPA lists it
    std::string value;
};

// A ProvisioningKey as the operator leaves it once everything is done, and its Secret: so that thousands can be there
// without having been made one by one. Written with the operator's own words (conclude(), filled_secret()), so that it
// finds nothing to change.
struct SettledKey {
    nlohmann::json object;  // what a person applied, with our finalizer and annotation
    nlohmann::json secret;
    provisioning_key::ProvisioningKey typed;  // generation 1, status included
};

namespace detail {

inline void fill_status(provisioning_key::ProvisioningKey& object, const KeyInZpa& in_zpa, base::WallTime now) {
    auto& status = object.status;
    status.identity = {in_zpa.customer, "", in_zpa.association_type, in_zpa.key.id, in_zpa.key.creation_time};
    status.synced_generation = object.meta.generation;
    status.name = in_zpa.key.name;
    status.value_fingerprint = zpa::fingerprint(in_zpa.value);
    status.secret_name = object.secret_name();
    provisioning_key::show_key(status, in_zpa.key);
    provisioning_key::Findings findings;
    findings.secret_whole = true;
    provisioning_key::conclude(object, findings, now);
}

inline nlohmann::json secret_of(const provisioning_key::ProvisioningKey& object, const KeyInZpa& in_zpa) {
    kube::ObjectMeta place;
    place.name = object.secret_name();
    const auto entries = secrets::secret_entries(object.spec->secret, in_zpa.value, in_zpa.key.id, in_zpa.key.name);
    auto secret = secrets::filled_secret(object.meta.key(), object.spec->secret, place, entries,
                                         provisioning_key::format_external_id(object.status.identity));
    secret["metadata"].erase("uid");
    secret["metadata"].erase("resourceVersion");
    return secret;
}

}  // namespace detail

inline SettledKey settle(const std::string& namespace_name, const KeyInZpa& in_zpa, base::WallTime now) {
    SettledKey out;
    out.object = {
        {"apiVersion", common::provisioning_keys().api_version()},
        {"kind", common::provisioning_keys().kind},
        {"metadata", {{"name", in_zpa.key.name}, {"namespace", namespace_name}, {"finalizers", {kFinalizer}}}},
        {"spec",
         {{"associationType", in_zpa.association_type},
          {"group", {{"name", in_zpa.key.group_name.str()}}},
          {"maxUsage", in_zpa.key.max_usage}}}};
    out.typed = provisioning_key::parse_provisioning_key(out.object);
    out.typed.meta.generation = 1;
    detail::fill_status(out.typed, in_zpa, now);
    const auto external_id = provisioning_key::format_external_id(out.typed.status.identity);
    out.typed.meta.annotations = kube::TextMap{{common::kExternalIdAnnotation, external_id}};
    out.object["metadata"]["annotations"][common::kExternalIdAnnotation] = external_id;
    out.secret = detail::secret_of(out.typed, in_zpa);
    return out;
}

}  // namespace fakes
