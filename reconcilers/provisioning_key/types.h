#pragma once

#include <compare>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "controller/base/rare.h"
#include "controller/base/shared.h"
#include "controller/base/shared_text.h"
#include "controller/kube/condition.h"
#include "controller/kube/object_meta.h"
#include "reconcilers/secrets/secret_spec.h"
#include "reconcilers/zpa/association_type.h"

namespace provisioning_key {

enum class ManagementPolicy { Manage, Observe };
enum class DeletionPolicy { Delete, Retire, Retain };
enum class DriftPolicy { Correct, Report };

// Something in ZPA: in a spec by its id or its name, in a status by both, as far as ZPA tells.
struct Reference {
    base::SharedText id;
    base::SharedText name;
    auto operator<=>(const Reference&) const = default;
    // For people: "Berlin" (4001), or the one of the two that is known.
    std::string text() const;
};

struct Adopt {
    base::SharedText id;
    bool by_name = false;
    auto operator<=>(const Adopt&) const = default;
};

struct Spec {
    kube::ObjectKey tenant;  // resolved: defaults filled in
    base::SharedText name;   // "" where the default holds
    base::SharedText association_type_text;
    std::optional<zpa::AssociationType> association_type;
    std::optional<std::int64_t> max_usage;
    std::optional<Reference> group;
    std::optional<Reference> enrollment_cert;
    std::optional<bool> enabled;
    std::optional<bool> exportable;
    std::optional<std::vector<std::string>> ip_acl;
    std::optional<base::SharedText> ui_config;
    base::SharedText microtenant_id;
    ManagementPolicy management_policy = ManagementPolicy::Manage;
    std::optional<Adopt> adopt;
    DeletionPolicy deletion_policy = DeletionPolicy::Delete;
    DriftPolicy drift_policy = DriftPolicy::Correct;
    base::SharedText given_secret_name;  // "" where the default holds
    secrets::SecretSpec secret;
    std::int64_t warn_at = 80;
    // What of it no typed form can hold, in whole sentences; find_mistake() tells it.
    std::vector<std::string> unreadable;

    bool observes() const { return management_policy == ManagementPolicy::Observe; }
    std::strong_ordering operator<=>(const Spec&) const = default;
};

// What a key is known by, all together: ids have few digits, and a tenant may come to lead elsewhere. Empty id: there
// is none yet.
struct Identity {
    base::SharedText customer_id;
    base::SharedText microtenant_id;
    base::SharedText association_type;
    std::string id;
    std::int64_t creation_time = 0;

    bool known() const { return !id.empty(); }
    bool operator==(const Identity&) const = default;
};

// status.creation: the mark of a creation under way.
struct CreationMark {
    base::SharedText nonce;
    base::SharedText birth_name;
    base::SharedText name;
    base::SharedText customer_id;
    base::SharedText microtenant_id;
    base::SharedText association_type;
    base::SharedText time;
    bool operator==(const CreationMark&) const = default;
};

struct AbandonedCreation {
    std::string birth_name;
    std::string time;
    bool operator==(const AbandonedCreation&) const = default;
};

struct Status {
    std::int64_t observed_generation = -1;
    Identity identity;
    bool observed = false;               // others own the key on record: it was only read (managementPolicy Observe)
    bool adopted = false;                // the key was there before this object: its name is nobody's to take from it
    bool name_given = false;             // `name` was the spec's, not the default
    std::int64_t synced_generation = 0;  // of the spec that ZPA was last seen in line with
    base::SharedText name;
    base::Rare<CreationMark> creation;
    std::vector<AbandonedCreation> abandoned;
    base::SharedText replaces;
    std::string value_fingerprint;
    std::optional<std::int64_t> usage_count;
    std::optional<std::int64_t> max_usage;
    std::optional<std::int64_t> remaining;
    bool disabled = false;  // the key, when last seen; on record as the reason of UsageAvailable
    Reference group;
    Reference enrollment_cert;
    base::SharedText secret_name;
    base::SharedText last_handled_reconcile_at;
    std::vector<kube::Condition> conditions;
    bool operator==(const Status&) const = default;
};

// A ProvisioningKey object. Many have the same spec, since no default in it holds the object's own name.
struct ProvisioningKey {
    kube::ObjectMeta meta;
    base::Shared<Spec> spec;
    Status status;

    const base::SharedText& secret_name() const {
        return spec->given_secret_name.empty() ? meta.name : spec->given_secret_name;
    }
    bool paused() const;     // annotation zpa-operator.io/paused
    bool abandoned() const;  // annotation zpa-operator.io/abandon
    bool ready() const;      // by its status, and as it is now
    bool owns_key() const { return status.identity.known() && !status.observed; }
    // Something in ZPA is, or may be, there because of this object.
    bool needs_zpa_to_go() const { return owns_key() || status.creation || !status.abandoned.empty(); }
};

ProvisioningKey parse_provisioning_key(const nlohmann::json& object);
nlohmann::json to_json(const Status& status);

}  // namespace provisioning_key
