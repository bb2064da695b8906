#include "tests/chaos/audit_log.h"

#include <filesystem>
#include <fstream>

#include "controller/base/clock.h"
#include "controller/base/rfc3339.h"

namespace chaos {

using nlohmann::json;

namespace {

Micros micros(const json& event, const char* member) {
    const auto time = base::parse_rfc3339(event.at(member).get<std::string>());
    return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch()).count();
}

json member(const json& event, const char* name) {
    const auto found = event.find(name);
    return found == event.end() ? json() : *found;
}

}  // namespace

AuditLine parse_audit_line(const std::string& line) {
    const auto event = json::parse(line);
    AuditLine out;
    out.asked = micros(event, "requestReceivedTimestamp");
    out.done = micros(event, "stageTimestamp");
    const auto sources = event.value("sourceIPs", json::array());
    if (!sources.empty()) out.source = sources.front();
    out.user = event.value("/user/username"_json_pointer, "");
    out.verb = event.value("verb", "");
    const auto about = event.value("objectRef", json::object());
    out.resource = about.value("resource", "");
    out.subresource = about.value("subresource", "");
    out.namespace_name = about.value("namespace", "");
    out.name = about.value("name", "");
    out.applied = out.verb == "patch" && event.value("requestURI", "").find("fieldManager=") != std::string::npos;
    out.status = event.value("/responseStatus/code"_json_pointer, 0);
    out.request = member(event, "requestObject");
    out.response = member(event, "responseObject");
    return out;
}

AuditLog::AuditLog(std::string path) : path_(std::move(path)), offset_(std::filesystem::file_size(path_)) {}

std::vector<AuditLine> AuditLog::read_on(const std::function<bool(const AuditLine&)>& about) {
    std::ifstream in(path_, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(offset_));
    std::vector<AuditLine> out;
    std::string line;
    while (std::getline(in, line)) {
        if (in.eof()) break;  // not whole yet
        offset_ += line.size() + 1;
        auto entry = parse_audit_line(line);
        if (about(entry)) out.push_back(std::move(entry));
    }
    return out;
}

}  // namespace chaos
