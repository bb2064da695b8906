#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace chaos {

using Micros = std::int64_t;  // since the epoch

// One request as the API server's audit log tells of it (audit.k8s.io/v1), when it was over.
struct AuditLine {
    Micros asked = 0;  // when the API server received it
    Micros done = 0;
    std::string source;  // the caller's address
    std::string user;
    std::string verb;
    std::string resource;
    std::string subresource;
    std::string namespace_name;
    std::string name;
    bool applied = false;  // server-side
    int status = 0;
    nlohmann::json request;  // where the policy asks for bodies, else null
    nlohmann::json response;

    bool succeeded() const { return status >= 200 && status < 300; }
};

// Reads on from where it stopped, whole lines alone; `about` says which lines are kept. Threads: one.
class AuditLog {
public:
    explicit AuditLog(std::string path);  // from its present end on
    std::vector<AuditLine> read_on(const std::function<bool(const AuditLine&)>& about);

private:
    const std::string path_;
    std::uint64_t offset_ = 0;
};

AuditLine parse_audit_line(const std::string& line);  // throws nlohmann::json::exception

}  // namespace chaos
