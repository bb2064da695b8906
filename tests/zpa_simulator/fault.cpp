#include "tests/zpa_simulator/fault.h"

#include <regex>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "tests/zpa_simulator/fault_kinds.h"

namespace simulator {

using nlohmann::json;

namespace {

Fault::Kind kind_of(const std::string& name) {
    for (const auto kind : fault_kinds()) {
        if (name == about(kind).name) return kind;
    }
    throw std::invalid_argument("there is no fault called " + name);
}

template <class Self, class Visit>
void match_members(Self& m, Visit visit) {
    visit("method", m.method);
    visit("path", m.path);
    visit("kind", m.kind);
    visit("operation", m.operation);
    visit("customer", m.customer);
    visit("association_type", m.association_type);
    visit("id", m.id);
    visit("client", m.client);
}

// Reads the members that a visitor names and counts them, so that a misspelt one does not go unnoticed.
struct Reader {
    const json& in;
    std::size_t& known;
    template <class V>
    void operator()(const char* name, V& value) const {
        const auto found = in.find(name);
        if (found == in.end()) return;
        ++known;
        try {
            found->get_to(value);
        } catch (const json::exception&) {
            throw std::invalid_argument(std::string(name) + " has the wrong type");
        }
    }
};

bool fits_text(const std::string& wanted, const std::string& actual) { return wanted.empty() || wanted == actual; }

}  // namespace

bool Match::fits(const Subject& subject) const {
    const auto& [call, route, caller] = subject;
    return fits_text(method, call.method) && fits_text(kind, route.kind) && fits_text(operation, route.operation) &&
           fits_text(customer, route.customer) && fits_text(association_type, route.association_type) &&
           fits_text(id, route.id) && fits_text(client, caller) &&
           (path.empty() || std::regex_search(call.path(), std::regex(path)));
}

const char* name_of(Fault::Kind kind) { return about(kind).name; }

json to_json(const Fault& fault) {
    json out{{"id", fault.id}, {"fault", name_of(fault.kind)}, {"seen", fault.seen}, {"hits", fault.hits}};
    auto match = json::object();
    match_members(fault.match, [&](const char* name, const std::string& value) {
        if (!value.empty()) match[name] = value;
    });
    out["match"] = match;
    Fault::members(fault, [&](const char* name, const auto& value) { out[name] = value; });
    out["headers"] = json::object();
    for (const auto& [name, value] : fault.headers) out["headers"][name] = value;
    return out;
}

Fault fault_from_json(const json& in) {
    if (!in.is_object() || !in.contains("fault") || !in["fault"].is_string()) {
        throw std::invalid_argument("a fault is a JSON object with a member called fault");
    }
    Fault fault;
    fault.kind = kind_of(in["fault"].get<std::string>());
    fault.retry_after = about(fault.kind).retry_after;
    std::size_t known = 1;
    Fault::members(fault, Reader{in, known});
    if (const auto match = in.find("match"); match != in.end()) {
        ++known;
        std::size_t known_match = 0;
        match_members(fault.match, Reader{*match, known_match});
        if (known_match != match->size()) throw std::invalid_argument("match has a member that is not known");
        try {
            static_cast<void>(std::regex(fault.match.path));
        } catch (const std::regex_error&) {
            throw std::invalid_argument("match.path is not a regular expression");
        }
    }
    if (const auto headers = in.find("headers"); headers != in.end()) {
        ++known;
        if (!headers->is_object()) throw std::invalid_argument("headers has the wrong type");
        for (const auto& [name, value] : headers->items()) {
            if (!value.is_string()) throw std::invalid_argument("headers has the wrong type");
            fault.headers.emplace_back(name, value.get<std::string>());
        }
    }
    if (known != in.size()) throw std::invalid_argument("the fault has a member that is not known");
    return fault;
}

}  // namespace simulator
