#include "controller/commands/object_names.h"

#include <algorithm>

#include "controller/base/ascii.h"

namespace commands {

namespace {

constexpr std::size_t kLongest = 200;  // crds/provisioningkeys.yaml

// What stands between two letters: a dot or dashes alone may, everything else becomes one dash.
std::string joint(const std::string& between) {
    const bool dashes = between.find_first_not_of('-') == std::string::npos;
    return between == "." || dashes ? between : "-";
}

}  // namespace

std::string dns_name(const std::string& text, std::size_t longest) {
    std::string out, between;
    for (const char c : text) {
        const char letter = base::lowered(c);
        if (!base::is_lower_alphanumeric(letter)) {
            between += letter;
            continue;
        }
        if (!out.empty() && !between.empty()) out += joint(between);
        between.clear();
        out += letter;
    }
    out.resize(std::min(out.size(), longest));
    while (!out.empty() && !base::is_lower_alphanumeric(out.back())) out.pop_back();
    return out;
}

std::string ObjectNames::make(const std::string& zpa_name, const std::string& id) {
    auto name = dns_name(zpa_name, kLongest);
    if (name.empty()) name = "key-" + dns_name(id, kLongest / 2);
    for (int attempt = 0; !used_.insert(name).second; ++attempt) {
        const auto ending = "-" + dns_name(id, kLongest / 2) + (attempt == 0 ? "" : "-" + std::to_string(attempt + 1));
        name = dns_name(zpa_name, kLongest - ending.size()) + ending;
        if (name.front() == '-') name.insert(0, "key");
    }
    return name;
}

}  // namespace commands
