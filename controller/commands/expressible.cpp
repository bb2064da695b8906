#include "controller/commands/expressible.h"

#include <algorithm>
#include <set>

#include "controller/base/utf8.h"
#include "reconcilers/provisioning_key/ip_address.h"

namespace commands::expressible {

namespace {

constexpr std::size_t kLongestName = 220;
constexpr std::size_t kLongestReference = 256;
constexpr std::size_t kMostAddresses = 256;
constexpr std::size_t kLongestAddress = 49;
constexpr std::size_t kLongestConfig = 4096;

bool in_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
}

std::size_t characters(const std::string& text) { return base::decode_utf8(text).size(); }

}  // namespace

bool key_name(const std::string& name) {
    return !name.empty() && name.size() <= kLongestName && in_name(name.front()) && in_name(name.back()) &&
           std::all_of(name.begin(), name.end(), [](char c) { return in_name(c) || c == ' '; });
}

bool reference_name(const std::string& name) { return !name.empty() && characters(name) <= kLongestReference; }

bool max_usage(std::int64_t number) { return number >= 1 && number <= 2147483647; }

bool ip_acl(const std::vector<std::string>& addresses) {
    std::set<std::string> different;
    return addresses.size() <= kMostAddresses &&
           std::all_of(addresses.begin(), addresses.end(), [&](const std::string& address) {
               const auto canonical = provisioning_key::canonical_address(address);
               return address.size() <= kLongestAddress && canonical && different.insert(*canonical).second;
           });
}

bool ui_config(const std::string& text) { return characters(text) <= kLongestConfig; }

}  // namespace commands::expressible
