#pragma once

#include <cstdint>
#include <string>
#include <vector>

// What a spec has words for: the limits of crds/provisioningkeys.yaml for texts that come from ZPA, which knows others.
// Pure.
namespace commands::expressible {

bool key_name(const std::string& name);
bool reference_name(const std::string& name);
bool max_usage(std::int64_t number);
bool ip_acl(const std::vector<std::string>& addresses);  // all addresses, none twice
bool ui_config(const std::string& text);

}  // namespace commands::expressible
