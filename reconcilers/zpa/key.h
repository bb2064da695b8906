#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "controller/base/shared_text.h"
#include "reconcilers/zpa/json_fields.h"

namespace zpa {

// A provisioning key as ZPA lists it, without its value. Ids are text, never numbers.
struct Key {
    std::string id;
    base::SharedText name;           // HTML escapes undone
    std::int64_t creation_time = 0;  // seconds since the epoch; 0 where ZPA tells none that a clock could hold
    std::int64_t modified_time = 0;
    std::int64_t max_usage = 0;
    std::int64_t usage_count = 0;
    bool enabled = true;
    bool exportable = true;
    bool read_only = false;
    bool zscaler_managed = false;
    base::SharedText group_id;    // zcomponentId
    base::SharedText group_name;  // zcomponentName; absent in the reply to POST
    base::SharedText enrollment_cert_id;
    base::SharedText enrollment_cert_name;
    std::vector<std::string> ip_acl;
    base::SharedText ui_config;
    base::SharedText microtenant_id;  // "" for Default
    std::string value_fingerprint;    // fingerprint(value), or "" where ZPA does not show the value

    bool operator==(const Key&) const = default;
};

// What a new key is made of.
struct KeyDraft {
    std::string name;
    std::int64_t max_usage = 0;
    std::string group_id;
    std::string enrollment_cert_id;
    bool enabled = true;
    std::vector<std::string> ip_acl{};
    std::string ui_config{};
    static constexpr bool exportable = true;  // always, at birth
};

// What one PUT is to change of a key; what is absent stays as ZPA has it.
struct KeyChanges {
    std::optional<std::string> name;
    std::optional<std::int64_t> max_usage;
    std::optional<bool> enabled;
    std::optional<bool> exportable;
    std::optional<std::vector<std::string>> ip_acl;  // empty: no restriction any more
    std::optional<std::string> ui_config;
    std::optional<std::string> group_id;
    std::optional<std::string> enrollment_cert_id;

    bool empty() const;
};

// One field of a key in ZPA's words.
struct KeyField {
    enum class Text { Plain, Escaped, Id };  // ZPA escapes names for HTML whenever it shows them

    const char* name;
    Text text = Text::Plain;         // where it is one
    std::size_t longest = kMaxText;  // that is read, in bytes: a spec may have less
};

// What may be managed of a key, said once: whatever reads, compares, changes or writes keys goes through these. Calls
// visit(field, of.member...) for each field, with that member of every `of` side by side.
//
// The plain fields are those that a spec has under ZPA's name for them and as ZPA has them; a spec is visited too.
template <typename Visit, typename... Of>
void visit_plain_fields(const Visit& visit, Of&... of) {
    visit(KeyField{"enabled"}, of.enabled...);
    visit(KeyField{"ipAcl"}, of.ip_acl...);
    visit(KeyField{"uiConfig", KeyField::Text::Plain, 256 * 1024}, of.ui_config...);
}

template <typename Visit, typename... Of>
void visit_fields(const Visit& visit, Of&... of) {
    visit(KeyField{"name", KeyField::Text::Escaped}, of.name...);
    visit(KeyField{"maxUsage"}, of.max_usage...);
    visit_plain_fields(visit, of...);
    visit(KeyField{"exportable"}, of.exportable...);
    visit(KeyField{"zcomponentId", KeyField::Text::Id}, of.group_id...);
    visit(KeyField{"enrollmentCertId", KeyField::Text::Id}, of.enrollment_cert_id...);
}

}  // namespace zpa
