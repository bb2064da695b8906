#include "controller/commands/expressible.h"

#include <algorithm>
#include <set>

#include "reconcilers/provisioning_key/ip_address.h"
#include "reconcilers/provisioning_key/text_rules.h"

namespace commands::expressible {

namespace {

constexpr std::size_t kLongestName = 220;
constexpr std::size_t kLongestReference = 256;
constexpr std::size_t kMostAddresses = 256;
constexpr std::size_t kLongestAddress = 49;
constexpr std::size_t kLongestConfig = 4096;

}  // namespace

bool key_name(const std::string& name) { return name.size() <= kLongestName && provisioning_key::is_zpa_name(name); }

bool reference_name(const std::string& name) {
    return !name.empty() && provisioning_key::length_of(name) <= kLongestReference;
}

bool max_usage(std::int64_t number) { return number >= 1 && number <= 2147483647; }

bool ip_acl(const std::vector<std::string>& addresses) {
    std::set<std::string> different;
    return addresses.size() <= kMostAddresses &&
           std::all_of(addresses.begin(), addresses.end(), [&](const std::string& address) {
               const auto canonical = provisioning_key::canonical_address(address);
               return address.size() <= kLongestAddress && canonical && different.insert(*canonical).second;
           });
}

bool ui_config(const std::string& text) { return provisioning_key::length_of(text) <= kLongestConfig; }

}  // namespace commands::expressible
