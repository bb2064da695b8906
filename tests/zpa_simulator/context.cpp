#include "tests/zpa_simulator/context.h"

#include <arpa/inet.h>

#include "tests/zpa_simulator/errors.h"

namespace simulator {

using nlohmann::json;

namespace {

bool is_address_or_range(const std::string& text) {
    const auto slash = text.find('/');
    const auto address = text.substr(0, slash);
    unsigned char bytes[16];
    const bool four = inet_pton(AF_INET, address.c_str(), bytes) == 1;
    if (!four && inet_pton(AF_INET6, address.c_str(), bytes) != 1) return false;
    if (slash == std::string::npos) return true;
    const auto prefix = parse_int(std::string_view(text).substr(slash + 1));
    return prefix && *prefix >= 0 && *prefix <= (four ? 32 : 128);
}

}  // namespace

std::optional<std::string> Context::read_scope() const {
    const auto query = call.query();
    const auto found = query.find("microtenantId");
    if (found == query.end() || found->second.empty()) {
        return behaviour.reads_without_microtenant_see_all ? std::nullopt : std::optional<std::string>("0");
    }
    if (found->second == "null") return std::nullopt;
    if (!organisation.find<Microtenant>(found->second)) throw not_found(behaviour, found->second);
    return found->second;
}

std::string Context::write_scope(const json& content) const {
    const auto query = call.query();
    const auto found = query.find("microtenantId");
    auto id = found != query.end() ? found->second : text_member(content, "microtenantId").value_or("0");
    if (id.empty() || id == "null") id.assign(1, '0');  // g++ 12 at -O2 warns of id = "0" (GCC bug 105329)
    if (!organisation.find<Microtenant>(id)) throw unknown_reference(id);
    return id;
}

bool Context::in_scope(const Record& record) const {
    const auto scope = read_scope();
    return !scope || *scope == record.microtenant;
}

json Context::body() const {
    const auto type = lower(call.header("content-type"));
    if (!type.empty() && type.find("json") == std::string::npos) {
        throw Refusal(415, "bad.request", "Content type '" + type + "' not supported");
    }
    auto parsed = json::parse(call.body, nullptr, false);
    if (!parsed.is_object()) throw bad_request("JSON parse error");
    return parsed;
}

std::string Context::text(const std::string& stored) const {
    return behaviour.html_escapes ? html_escape(stored) : stored;
}

void Context::stamp_new(Record& record) const {
    record.creation_time = record.modified_time = organisation.clock().seconds();
    record.modified_by = actor;
}

void Context::stamp_changed(Record& record) const {
    record.modified_time = organisation.clock().seconds();
    record.modified_by = actor;
}

void Context::touched(const Record& record) {
    touched_id = record.id;
    touched_name = record.name;
}

std::optional<std::string> text_member(const json& body, const char* name) {
    const auto found = body.find(name);
    if (found == body.end() || found->is_null()) return std::nullopt;
    if (found->is_string()) return found->get<std::string>();
    if (found->is_number() || found->is_boolean()) return found->dump();
    throw bad_argument(name);
}

std::optional<std::int64_t> int_member(const json& body, const char* name) {
    const auto text = text_member(body, name);
    if (!text || text->empty()) return std::nullopt;
    const auto number = parse_int(*text);
    if (!number) throw bad_argument(name);
    return number;
}

std::optional<bool> bool_member(const json& body, const char* name) {
    const auto text = text_member(body, name);
    if (!text) return std::nullopt;
    if (equal_ignoring_case(*text, "true")) return true;
    if (equal_ignoring_case(*text, "false")) return false;
    throw bad_argument(name);
}

std::optional<std::vector<std::string>> address_list(const json& body, const char* name) {
    const auto found = body.find(name);
    if (found == body.end() || found->is_null()) return std::nullopt;
    std::vector<std::string> out;
    if (!found->is_array()) throw bad_argument(name);
    for (const auto& one : *found) {
        if (!one.is_string() || !is_address_or_range(one.get<std::string>())) throw bad_argument(name);
        out.push_back(one.get<std::string>());
    }
    return out;
}

}  // namespace simulator
