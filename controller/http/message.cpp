#include "controller/http/message.h"

#include <algorithm>

#include "controller/base/ascii.h"

namespace http {
bool CaseInsensitiveLess::operator()(std::string_view left, std::string_view right) const {
    const auto lower = [](char c) { return base::lowered(c); };
    return std::ranges::lexicographical_compare(left, right, {}, lower, lower);
}

const std::string& Response::header(std::string_view name) const {
    static const std::string none;
    const auto found = headers.find(name);
    return found == headers.end() ? none : found->second;
}

}  // namespace http
