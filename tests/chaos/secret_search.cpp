#include "tests/chaos/secret_search.h"

#include <stdexcept>

#include "controller/kube/base64.h"

namespace chaos {

void SecretSearch::add(const std::string& value) {
    if (value.size() < 100) throw std::invalid_argument("too short to be looked for");
    traces_.insert(value.substr(40, kLength));
    traces_.insert(value.substr(value.size() - 50, kLength));
    traces_.insert(kube::base64_encode(value).substr(60, kLength));
}

bool SecretSearch::finds(std::string_view text) const {
    std::string part;
    for (std::size_t at = 0; at + kLength <= text.size(); ++at) {
        part.assign(text.substr(at, kLength));
        if (traces_.contains(part)) return true;
    }
    return false;
}

}  // namespace chaos
