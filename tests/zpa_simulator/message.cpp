#include "tests/zpa_simulator/message.h"

namespace simulator {

std::string Call::path() const { return percent_decode(target.substr(0, target.find('?')), false); }

Form Call::query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? Form{} : parse_form(std::string_view(target).substr(mark + 1));
}

std::string Call::header(std::string_view name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

std::string Call::host() const {
    auto host = lower(header("host"));
    const auto colon = host.rfind(':');
    if (colon != std::string::npos && host.find(']', colon) == std::string::npos) host.erase(colon);
    return host;
}

void Reply::set(std::string_view name, std::string value) {
    for (auto& [known, text] : headers) {
        if (equal_ignoring_case(known, name)) {
            text = std::move(value);
            return;
        }
    }
    headers.emplace_back(name, std::move(value));
}

Reply json_reply(int status, std::string body) {
    return {status, {{"content-type", "application/json;charset=utf-8"}}, std::move(body)};
}

Reply empty_reply(int status) { return {status, {}, {}}; }

Reply text_reply(int status, std::string body) {
    return {status, {{"content-type", "text/plain;charset=utf-8"}}, std::move(body)};
}

}  // namespace simulator
