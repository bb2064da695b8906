#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

namespace chaos {

// Finds any of many long secret values in a text of any size, in one pass: by a part of each that neither the value nor
// its base64 can do without. Values of less than 100 characters are of no use here.
class SecretSearch {
public:
    void add(const std::string& value);
    bool finds(std::string_view text) const;

private:
    static constexpr std::size_t kLength = 32;
    std::unordered_set<std::string> traces_;
};

}  // namespace chaos
