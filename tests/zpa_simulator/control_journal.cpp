#include "tests/zpa_simulator/control.h"

namespace simulator {

using nlohmann::json;

Reply Control::counters(const Request& request) {
    if (request.call.method != "GET") throw WrongMethod("counters takes GET");
    return json_reply(200, simulator_.journal.counters().json().dump(2));
}

Reply Control::journal(const Request& request) {
    if (request.call.method == "DELETE") {
        simulator_.journal.clear();
        return empty_reply(204);
    }
    if (request.call.method != "GET") throw WrongMethod("journal takes GET and DELETE");
    const auto after = static_cast<std::uint64_t>(request.number("after", 0));
    const auto limit = static_cast<std::size_t>(request.number("limit", 1000));
    const auto fits = [&](const char* name, const std::string& actual) {
        const auto wanted = request.parameter(name);
        return wanted.empty() || wanted == actual;
    };
    const auto wanted = [&](const Entry& entry) {
        return entry.number > after && fits("kind", entry.kind) && fits("method", entry.method) &&
               fits("operation", entry.operation) && fits("customer", entry.customer) &&
               fits("status", std::to_string(entry.status)) && fits("object_name", entry.object_name);
    };
    const auto patience = std::chrono::milliseconds(request.number("wait_ms", 0));
    if (patience.count() > 0) static_cast<void>(simulator_.journal.wait_for(after, wanted, patience));
    auto entries = json::array();
    for (const auto& entry : simulator_.journal.where(wanted)) {
        if (entries.size() == limit) break;
        entries.push_back(to_json(entry));
    }
    return json_reply(200, json{{"last", simulator_.journal.last()}, {"entries", entries}}.dump(2));
}

}  // namespace simulator
