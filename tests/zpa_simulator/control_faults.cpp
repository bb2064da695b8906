#include "tests/zpa_simulator/control.h"

namespace simulator {

using nlohmann::json;

Reply Control::faults(const Request& request) {
    const auto id = request.part(1);
    const auto& method = request.call.method;
    if (id.empty() && method == "POST") {
        auto fault = fault_from_json(request.body());
        fault.id = simulator_.fail(fault);
        return json_reply(201, to_json(fault).dump(2));
    }
    if (method == "DELETE") {
        if (id.empty()) simulator_.faults.clear();
        if (!id.empty() && !simulator_.faults.remove(id)) throw NoSuchPath("there is no fault " + id);
        return empty_reply(204);
    }
    if (method != "GET") throw WrongMethod("faults takes GET, POST and DELETE");
    auto all = json::array();
    for (const auto& fault : simulator_.faults.list()) {
        if (fault.id == id) return json_reply(200, to_json(fault).dump(2));
        all.push_back(to_json(fault));
    }
    if (!id.empty()) throw NoSuchPath("there is no fault " + id);
    return json_reply(200, json{{"faults", all}}.dump(2));
}

Reply Control::release(const Request& request, const std::string& fault) {
    if (request.call.method != "POST") throw WrongMethod("release takes POST");
    const auto then = request.body().value("then", std::string("answer"));
    if (then != "answer" && then != "drop") throw std::invalid_argument("then is answer or drop");
    const auto count = simulator_.faults.release(fault, then == "drop" ? Release::drop : Release::answer);
    return json_reply(200, json{{"released", count}}.dump());
}

Reply Control::held(const Request& request) {
    if (request.call.method != "GET") throw WrongMethod("held takes GET");
    const auto patience = std::chrono::milliseconds(request.number("wait_ms", 0));
    if (patience.count() > 0) {
        static_cast<void>(
            simulator_.faults.wait_until_held(static_cast<std::size_t>(request.number("count", 1)), patience));
    }
    auto all = json::array();
    for (const auto& call : simulator_.faults.held()) {
        all.push_back(
            {{"fault", call.fault}, {"method", call.method}, {"path", call.path}, {"after_commit", call.after_commit}});
    }
    return json_reply(200, json{{"held", all}}.dump(2));
}

}  // namespace simulator
