#pragma once

#include <set>
#include <string>

namespace commands {

// Names for objects after names in ZPA: valid for an object and its Secret (DNS-1123), as alike as that allows, each
// given once and none that is `taken` already. Where two would be the same, the later one ends in its key's id.
class ObjectNames {
public:
    explicit ObjectNames(std::set<std::string> taken = {}) : used_(std::move(taken)) {}
    std::string make(const std::string& zpa_name, const std::string& id);

private:
    std::set<std::string> used_;
};

// "Berlin, 2nd floor" -> "berlin-2nd-floor"; "" where nothing is left. At most `longest` characters. Pure.
std::string dns_name(const std::string& text, std::size_t longest);

}  // namespace commands
