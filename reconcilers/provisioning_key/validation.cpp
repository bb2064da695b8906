#include "reconcilers/provisioning_key/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "controller/kube/dns_name.h"
#include "controller/kube/last_applied.h"
#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/ip_address.h"
#include "reconcilers/provisioning_key/text_rules.h"
#include "reconcilers/secrets/template.h"

namespace provisioning_key {

namespace {

using Mistake = std::optional<std::string>;

constexpr std::int64_t kMostUses = 2147483647;
constexpr std::size_t kLongestObjectName = 200, kLongestKeyName = 220, kLongestReference = 256, kLongestUiConfig = 4096;
constexpr std::size_t kMostAddresses = 256, kLongestAddress = 49;
constexpr std::size_t kMostLabels = 64, kMostEntries = 32, kLongestText = 16384;
// half of what a Secret holds, so that a key that was made can be published
constexpr std::size_t kMostRendered = 512 * 1024;
constexpr auto kOurs = "zpa-operator.io/";

Mistake must(const std::string& field, const std::string& value, const char* what) {
    return fmt::format("{} \"{}\" must be {}", field, value.substr(0, kLongestKeyName), what);
}

Mistake check_id(const char* field, const std::string& id) {
    return id.empty() || is_id(id) ? std::nullopt : must(field, id, "decimal digits, at most 20, as ZPA shows it");
}

Mistake check_identifiers(const Spec& spec) {
    if (spec.association_type_text.empty()) return "spec.associationType is required, such as CONNECTOR_GRP";
    if (!spec.association_type) {
        return fmt::format(
            "spec.associationType \"{}\" is not known; use CONNECTOR_GRP or SERVICE_EDGE_GRP, or NP_ASSISTANT_GRP, "
            "SITE_CONTROLLER_GRP, EXPORTER_GRP",
            spec.association_type_text);
    }
    if (!kube::is_dns_subdomain(spec.tenant.name))
        return must("spec.tenantRef.name", spec.tenant.name, "the name of a ZPATenant");
    if (!kube::is_dns_label(spec.tenant.namespace_name)) {
        return must("spec.tenantRef.namespace", spec.tenant.namespace_name, "the name of a namespace");
    }
    return check_id("spec.microtenantID", spec.microtenant_id);
}

Mistake check_reference(const std::string& field, const std::optional<Reference>& reference) {
    if (!reference) return std::nullopt;
    if (reference->id.empty() == reference->name.empty())
        return fmt::format("{}: exactly one of id and name is needed", field);
    if (length_of(reference->name) > kLongestReference) {
        return must(field + ".name", reference->name,
                    fmt::format("at most {} characters long", kLongestReference).c_str());
    }
    return check_id((field + ".id").c_str(), reference->id);
}

Mistake check_adoption(const Spec& spec) {
    if (!spec.adopt) return std::nullopt;
    if (spec.adopt->id.empty() != spec.adopt->by_name) return "spec.adopt: exactly one of id and byName is needed";
    return check_id("spec.adopt.id", spec.adopt->id);
}

Mistake check_creatable(const Spec& spec) {
    const bool exists = spec.observes() || (spec.adopt && !spec.adopt->id.empty());
    if (!exists && !spec.max_usage)
        return "spec.maxUsage is required, except with managementPolicy Observe or adopt.id";
    if (!exists && !spec.group) return "spec.group is required, except with managementPolicy Observe or adopt.id";
    if (!spec.group || zpa::has_group_list(*spec.association_type)) return std::nullopt;
    if (spec.group->id.empty()) {
        return fmt::format("spec.group: for {} the API has no list of groups, give group.id",
                           spec.association_type_text);
    }
    if (!spec.enrollment_cert) {
        return fmt::format("spec.enrollmentCert is required for {}, which has no default certificate",
                           spec.association_type_text);
    }
    return std::nullopt;
}

Mistake check_figures(const Spec& spec) {
    if (spec.max_usage && (*spec.max_usage < 1 || *spec.max_usage > kMostUses)) {
        return fmt::format("spec.maxUsage {} must be between 1 and {}", *spec.max_usage, kMostUses);
    }
    if (spec.warn_at < 1 || spec.warn_at > 100) {
        return fmt::format("spec.usage.warnAt {} must be between 1 and 100", spec.warn_at);
    }
    return std::nullopt;
}

Mistake check_length(const char* field, const std::optional<base::SharedText>& text, std::size_t most) {
    if (!text || length_of(*text) <= most) return std::nullopt;
    return fmt::format("{} has {} characters, at most {} are allowed", field, length_of(*text), most);
}

Mistake check_addresses(const Spec& spec) {
    if (!spec.ip_acl) return std::nullopt;
    if (spec.ip_acl->size() > kMostAddresses) {
        return fmt::format("spec.ipAcl has {} items, at most {} are allowed; join addresses into ranges",
                           spec.ip_acl->size(), kMostAddresses);
    }
    std::set<std::string> seen;
    for (const auto& address : *spec.ip_acl) {
        const auto canonical = canonical_address(address);
        if (!canonical || address.size() > kLongestAddress)
            return must("spec.ipAcl", address, "an IPv4 or IPv6 address or a CIDR range, such as 192.0.2.0/24");
        if (!seen.insert(*canonical).second) {
            return fmt::format("spec.ipAcl \"{}\" is there twice, perhaps written in another way; say it once",
                               address);
        }
    }
    return std::nullopt;
}

using kube::TextMap;

Mistake check_size(const char* field, const TextMap& texts, std::size_t most) {
    if (texts.size() > most) return fmt::format("{} has {} entries, at most {} are allowed", field, texts.size(), most);
    for (const auto& [name, text] : texts) {
        if (length_of(text) > kLongestText) {
            return fmt::format("{} \"{}\" has {} characters, at most {} are allowed", field, name, length_of(text),
                               kLongestText);
        }
    }
    return std::nullopt;
}

Mistake check_labels(const TextMap& labels) {
    if (const auto found = check_size("spec.secret.labels", labels, kMostLabels)) return found;
    for (const auto& [key, value] : labels) {
        if (!is_qualified_name(key, Case::Lower))
            return must("spec.secret.labels", key, "named like a label: [DNS prefix/]name");
        if (key.starts_with(kOurs) || key == common::kManagedByLabel) {
            return fmt::format("spec.secret.labels \"{}\" belongs to the operator; leave it out", key);
        }
        if (!is_label_value(value)) {
            return must("spec.secret.labels " + key.str(), value,
                        "a label's value: at most 63 letters, digits, '-', '_' and '.'");
        }
    }
    return std::nullopt;
}

Mistake check_annotations(const TextMap& annotations) {
    if (const auto found = check_size("spec.secret.annotations", annotations, kMostLabels)) return found;
    for (const auto& [key, value] : annotations) {
        if (!is_qualified_name(key, Case::Any)) {
            return must("spec.secret.annotations", key, "named like an annotation: [DNS prefix/]name");
        }
        // No object of ours is seen with it, so it could never be put right.
        if (key == kube::kLastAppliedAnnotation) {
            return fmt::format("spec.secret.annotations \"{}\" belongs to kubectl; leave it out", key);
        }
        if (key.starts_with(kOurs)) {
            return fmt::format("spec.secret.annotations \"{}\" belongs to the operator; leave it out", key);
        }
    }
    return std::nullopt;
}

Mistake check_secret_name(const base::SharedText& name) {
    if (name.empty() || kube::is_dns_subdomain(name)) return std::nullopt;
    return must("spec.secret.name", name, "the name of a Secret, in lower case");
}

Mistake check_entries(const secrets::SecretSpec& secret) {
    constexpr auto kEntry = "an entry's name: at most 253 letters, digits, '-', '_' and '.', not beginning with \"..\"";
    if (!is_entry_name(secret.key)) return must("spec.secret.key", secret.key, kEntry);
    if (const auto found = check_size("spec.secret.template", secret.entries, kMostEntries)) return found;
    for (const auto& [name, text] : secret.entries) {
        if (!is_entry_name(name)) return must("spec.secret.template", name, kEntry);
    }
    if (const auto size = secrets::rendered_size(secret); size > kMostRendered) {
        return fmt::format(
            "spec.secret.template would fill {} KiB of the Secret, at most {} are allowed; a $(value) counts as 1 KiB",
            size / 1024, kMostRendered / 1024);
    }
    if (!secret.entries.contains(secret.key)) return std::nullopt;
    return fmt::format("spec.secret.template may not have an entry \"{}\", the value itself is kept there", secret.key);
}

// The schema forbids these changes. Where that was got round, the key on record is looked for where it cannot be, and
// would seem gone.
Mistake check_unchanged(const ProvisioningKey& object) {
    const auto& status = object.status;
    const bool known = status.identity.known();
    if (!known && !status.creation) return std::nullopt;
    const auto& type = known ? status.identity.association_type : status.creation->association_type;
    const auto& microtenant = known ? status.identity.microtenant_id : status.creation->microtenant_id;
    constexpr auto kWayOut = "put it back, or create another ProvisioningKey";
    if (object.spec->association_type_text != type) {
        return fmt::format("spec.associationType \"{}\" is immutable and was \"{}\" when the key was made; {}",
                           object.spec->association_type_text, type, kWayOut);
    }
    if (!object.spec->microtenant_id.empty() && object.spec->microtenant_id != microtenant) {
        return fmt::format("spec.microtenantID \"{}\" is immutable and was \"{}\" when the key was made; {}",
                           object.spec->microtenant_id, microtenant, kWayOut);
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> find_mistake(const ProvisioningKey& object) {
    const auto& spec = *object.spec;
    if (!spec.unreadable.empty()) return spec.unreadable.front();
    if (object.meta.name.size() > kLongestObjectName) {
        return fmt::format(
            "metadata.name has {} characters, at most {} are allowed; create the object under a shorter name",
            object.meta.name.size(), kLongestObjectName);
    }
    if (const auto found = check_identifiers(spec)) return found;  // the others build on it
    for (const auto& found :
         {check_unchanged(object), check_reference("spec.group", spec.group),
          check_reference("spec.enrollmentCert", spec.enrollment_cert), check_adoption(spec), check_creatable(spec),
          check_figures(spec), check_length("spec.uiConfig", spec.ui_config, kLongestUiConfig), check_addresses(spec),
          check_secret_name(spec.given_secret_name), check_entries(spec.secret), check_labels(spec.secret.labels),
          check_annotations(spec.secret.annotations)}) {
        if (found) return found;
    }
    return spec.name.empty() ? std::nullopt : find_mistake_in_name(spec.name);
}

std::optional<std::string> find_mistake_in_deletion(const ProvisioningKey& object) {
    for (const auto& complaint : object.spec->unreadable) {
        for (const auto* field : {"spec.managementPolicy ", "spec.deletionPolicy ", "spec.microtenantID "}) {
            if (complaint.starts_with(field)) return complaint;
        }
    }
    if (object.spec->deletion_policy == DeletionPolicy::Retain || !object.needs_zpa_to_go())
        return std::nullopt;  // ZPA is not asked
    return check_unchanged(object);
}

std::optional<std::string> find_mistake_in_name(const std::string& name) {
    if (!is_zpa_name(name)) {
        return must("spec.name", name, "letters, digits, '.', '_', '-' and blanks, none of these at its ends");
    }
    if (length_of(name) <= kLongestKeyName) return std::nullopt;
    return fmt::format("spec.name has {} characters, at most {} are allowed (\"{}...\")", length_of(name),
                       kLongestKeyName, name.substr(0, 40));
}

}  // namespace provisioning_key
