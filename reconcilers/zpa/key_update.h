#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zpa {

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

// The body of a PUT: `raw` (KeyDetail::raw) whole, unknown fields included, with the changes laid over it, as
// Terraform does. `exportable` is always said, since ZPA takes its absence for true; the key's value is never in it.
// Throws Error(Protocol) where `raw` is not an object.
std::string overlay_key(const std::string& raw, const KeyChanges& changes);

}  // namespace zpa
