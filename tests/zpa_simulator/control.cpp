#include "tests/zpa_simulator/control.h"

namespace simulator {

using nlohmann::json;

namespace {

constexpr auto help = R"(ZPA simulator. Control API, below /_simulator:

  behaviour              GET, PATCH, DELETE   what ZPA does where nobody knows (?customer=ID for one organisation)
  faults                 GET, POST, DELETE    what goes wrong on purpose
  faults/ID              GET, DELETE
  faults/ID/release      POST {"then":"answer"|"drop"}   calls that a hang holds
  release                POST                 the same for all faults
  held                   GET ?count=1&wait_ms=5000
  counters               GET
  journal                GET ?after=0&wait_ms=0&kind=&method=&customer=&limit=, DELETE
  clock                  GET, POST {"advance_seconds":60,"frozen":true}
  tokens                 DELETE ?client=ID
  clients, clients/ID    GET, POST, PATCH, DELETE
  customers              GET, POST
  customers/ID           GET, PATCH, DELETE
  customers/ID/KIND      GET, POST            keys groups components certificates microtenants
  customers/ID/KIND/ID   GET, PATCH, DELETE
  state                  GET ?values=true, PUT
  reset                  POST
)";

Reply failure(int status, const std::string& sentence) { return json_reply(status, json{{"error", sentence}}.dump()); }

}  // namespace

void hide_values(json& dump) {
    if (dump.is_array() || dump.is_object()) {
        for (auto& [name, value] : dump.items()) {
            const bool secret = dump.is_object() && (name == "provisioningKey" || name == "secret");
            if (secret && value.is_string()) {
                value = "(" + std::to_string(value.get_ref<const std::string&>().size()) + " characters)";
            } else {
                hide_values(value);
            }
        }
    }
}

bool is_control_call(const Call& call) {
    return call.target == "/_simulator" || call.target.rfind("/_simulator/", 0) == 0 ||
           call.target.rfind("/_simulator?", 0) == 0;
}

json Control::Request::body() const {
    if (call.body.empty()) return json::object();
    auto parsed = json::parse(call.body, nullptr, false);
    if (!parsed.is_object()) throw std::invalid_argument("the body must be a JSON object");
    return parsed;
}

std::string Control::Request::parameter(const char* name, const std::string& otherwise) const {
    const auto found = query.find(name);
    return found == query.end() ? otherwise : found->second;
}

std::int64_t Control::Request::number(const char* name, std::int64_t otherwise) const {
    const auto found = query.find(name);
    if (found == query.end()) return otherwise;
    const auto value = parse_int(found->second);
    if (!value || *value < 0) throw std::invalid_argument(std::string(name) + " must be a number");
    return *value;
}

Control::Control(Simulator& simulator) : simulator_(simulator) {}

Reply Control::answer(const Call& call) {
    try {
        auto parts = split(call.path(), '/');
        parts.erase(parts.begin());
        return dispatch({call, std::move(parts), call.query()});
    } catch (const NoSuchCustomer& error) {
        return failure(404, error.what());
    } catch (const NoSuchObject& error) {
        return failure(404, error.what());
    } catch (const NoSuchPath& error) {
        return failure(404, error.what());
    } catch (const WrongMethod& error) {
        return failure(405, error.what());
    } catch (const std::exception& error) {
        return failure(400, error.what());
    }
}

Reply Control::dispatch(const Request& request) {
    const auto& parts = request.parts;
    const auto first = request.part(0);
    if (parts.empty()) return text_reply(200, help);
    if (first == "behaviour" && parts.size() == 1) return behaviour(request);
    if (first == "clock" && parts.size() == 1) return clock(request);
    if (first == "state" && parts.size() == 1) return state(request);
    if (first == "tokens" && parts.size() == 1) return tokens(request);
    if (first == "reset" && parts.size() == 1) return reset(request);
    if (first == "faults" && parts.size() == 3 && parts[2] == "release") return release(request, parts[1]);
    if (first == "faults" && parts.size() <= 2) return faults(request);
    if (first == "release" && parts.size() == 1) return release(request, "");
    if (first == "held" && parts.size() == 1) return held(request);
    if (first == "counters" && parts.size() == 1) return counters(request);
    if (first == "journal" && parts.size() == 1) return journal(request);
    if (first == "clients" && parts.size() <= 2) return clients(request);
    if (first == "customers" && parts.size() == 1) return customers(request);
    if (first == "customers" && parts.size() == 2) return customer(request);
    if (first == "customers" && parts.size() <= 4) return objects(request);
    throw NoSuchPath("there is nothing at " + request.call.path() + "; GET /_simulator tells what there is");
}

Reply Control::behaviour(const Request& request) {
    const auto customer = request.parameter("customer");
    if (request.call.method == "DELETE") {
        simulator_.behaviours.reset();
    } else if (request.call.method == "PATCH" || request.call.method == "PUT") {
        simulator_.behaviours.patch(request.body(), customer);
    } else if (request.call.method != "GET") {
        throw WrongMethod("behaviour takes GET, PATCH and DELETE");
    }
    return json_reply(200, to_json(simulator_.behaviours.of(customer)).dump(2));
}

Reply Control::clock(const Request& request) {
    if (request.call.method == "POST") {
        const auto body = request.body();
        const auto advance = std::chrono::duration<double>(body.value("advance_seconds", 0.0));
        simulator_.clock.advance(std::chrono::duration_cast<std::chrono::microseconds>(advance));
        if (body.contains("frozen")) body["frozen"].get<bool>() ? simulator_.clock.freeze() : simulator_.clock.thaw();
    } else if (request.call.method != "GET") {
        throw WrongMethod("clock takes GET and POST");
    }
    return json_reply(200, json{{"seconds", simulator_.clock.seconds()}}.dump());
}

Reply Control::state(const Request& request) {
    if (request.call.method == "PUT") {
        simulator_.state.load(request.body());
        return empty_reply(204);
    }
    if (request.call.method != "GET") throw WrongMethod("state takes GET and PUT");
    auto dump = simulator_.state.saved();
    if (request.parameter("values") != "true") hide_values(dump);
    return json_reply(200, dump.dump(2));
}

Reply Control::tokens(const Request& request) {
    if (request.call.method != "DELETE") throw WrongMethod("tokens takes DELETE");
    const auto client = request.parameter("client");
    if (client.empty()) {
        simulator_.tokens.revoke_all();
    } else {
        simulator_.tokens.revoke_of(client);
    }
    return empty_reply(204);
}

Reply Control::reset(const Request& request) {
    if (request.call.method != "POST") throw WrongMethod("reset takes POST");
    simulator_.reset();
    return empty_reply(204);
}

}  // namespace simulator
