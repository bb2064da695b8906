#pragma once

#include <string>
#include <string_view>

namespace telemetry {

// The label `code` of one exchange: a status as HTTP knows them, "<error>" where there was no reply. A peer may send
// any number, and each would be a series of its own: the rest is "other".
inline std::string code_label(std::string_view code) {
    const bool is_status = code.size() == 3 && code.front() >= '1' && code.front() <= '5';
    return is_status || code == "<error>" ? std::string(code) : "other";
}

}  // namespace telemetry
