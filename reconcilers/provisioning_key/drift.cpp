#include "reconcilers/provisioning_key/drift.h"

#include <fmt/format.h>

#include <algorithm>

#include "reconcilers/provisioning_key/ip_address.h"

namespace provisioning_key {

namespace {

std::vector<std::string> canonical(const std::vector<std::string>& addresses) {
    std::vector<std::string> out;
    for (const auto& address : addresses) out.push_back(canonical_address(address).value_or(address));
    std::sort(out.begin(), out.end());
    return out;
}

// Whether a plain field is as it is wanted, however ZPA writes it down.
bool is_as_wanted(const zpa::KeyField&, bool is, bool wanted) { return is == wanted; }
bool is_as_wanted(const zpa::KeyField&, const std::vector<std::string>& is, const std::vector<std::string>& wanted) {
    return canonical(is) == canonical(wanted);
}
bool is_as_wanted(const zpa::KeyField& field, const std::string& is, const std::string& wanted) {
    // Escapes are undone in what is read, so a text that looks like one never comes back as it was sent.
    return is == (field.text == zpa::KeyField::Text::Escaped ? zpa::unescape_html(wanted) : wanted);
}

// For people, in conditions and events.
class Notes {
public:
    explicit Notes(Drift& drift) : drift_(drift) {}

    template <typename Value>
    void add(const char* field, const Value& is, const Value& wanted) {
        drift_.fields.push_back(fmt::format("{} {} instead of {}", field, is, wanted));
        drift_.edits.push_back(fmt::format("{} {} -> {}", field, is, wanted));
    }
    void add_reference(const char* field, const Reference& is, const std::string& wanted_id,
                       const std::optional<Reference>& wanted) {
        add(field, is.text(), Reference{wanted_id, wanted ? wanted->name : base::SharedText()}.text());
    }
    void add_plain(const char* field, bool is, bool wanted) { add(field, is, wanted); }
    void add_plain(const char* field, const std::vector<std::string>& is, const std::vector<std::string>& wanted) {
        add(field, fmt::format("[{}]", fmt::join(is, ", ")), fmt::format("[{}]", fmt::join(wanted, ", ")));
    }
    void add_plain(const char* field, const std::string&, const std::string&) {  // long, and nobody's but the portal's
        drift_.fields.push_back(fmt::format("{} differs", field));
        drift_.edits.emplace_back(field);
    }

private:
    Drift& drift_;
};

}  // namespace

bool refers_to(const Reference& reference, const std::string& id, const std::string& name) {
    if (!reference.id.empty()) return reference.id == id;
    return !name.empty() && zpa::fold_case(reference.name) == zpa::fold_case(name);
}

Drift find_drift(const Spec& spec, const std::string& wanted_name, const Resolved& resolved, const zpa::Key& key) {
    Drift drift;
    Notes notes(drift);
    if (key.name != wanted_name) {
        drift.changes.name = wanted_name;
        notes.add("name", key.name.str(), wanted_name);
    }
    if (spec.max_usage) {
        const auto wanted = std::max(*spec.max_usage, key.usage_count);
        if (key.max_usage != wanted) {
            drift.changes.max_usage = wanted;
            notes.add("maxUsage", key.max_usage, wanted);
        }
    }
    zpa::visit_plain_fields(
        [&](const zpa::KeyField& field, const auto& wanted, const auto& is, auto& change) {
            if (!wanted || is_as_wanted(field, is, *wanted)) return;
            change = *wanted;
            notes.add_plain(field.name, is, *wanted);
        },
        spec, key, drift.changes);
    if (spec.exportable && !*spec.exportable && key.exportable) {  // the other way there is none
        drift.changes.exportable = false;
        notes.add("exportable", true, false);
    }
    if (resolved.group_id && key.group_id != *resolved.group_id) {
        drift.changes.group_id = *resolved.group_id;
        notes.add_reference("group", {key.group_id, key.group_name}, *resolved.group_id, spec.group);
    }
    if (resolved.enrollment_cert_id && key.enrollment_cert_id != *resolved.enrollment_cert_id) {
        drift.changes.enrollment_cert_id = *resolved.enrollment_cert_id;
        notes.add_reference("enrollmentCert", {key.enrollment_cert_id, key.enrollment_cert_name},
                            *resolved.enrollment_cert_id, spec.enrollment_cert);
    }
    return drift;
}

}  // namespace provisioning_key
