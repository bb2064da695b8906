#include "reconcilers/zpa/paths.h"

#include "controller/base/error.h"
#include "controller/http/url.h"

namespace zpa {
namespace {

std::string query(const std::string& microtenant_id, int page = 0) {
    http::Query fields;
    if (page > 0) fields = {{"page", std::to_string(page)}, {"pagesize", std::to_string(kPageSize)}};
    if (!microtenant_id.empty()) fields.emplace_back("microtenantId", microtenant_id);
    return http::format_query(fields);
}

std::string checked(const std::string& id) {
    constexpr const char* kAllowed = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    if (id.empty() || id.size() > 64 || id.find_first_not_of(kAllowed) != std::string::npos) {
        throw base::Error(base::ErrorKind::Invalid, "'" + id.substr(0, 64) + "' is not a ZPA id");
    }
    return id;
}

std::string keys_of(AssociationType type) {
    return "/associationType/" + std::string(to_string(type)) + "/provisioningKey";
}

const char* choose(AssociationType type, const char* connector, const char* edge) {
    if (!has_group_list(type)) {
        const std::string name(to_string(type));
        throw base::Error(base::ErrorKind::Invalid, "ZPA lists no groups and components of " + name);
    }
    return type == AssociationType::ConnectorGroup ? connector : edge;
}

const char* groups_of(AssociationType type) { return choose(type, "/appConnectorGroup", "/serviceEdgeGroup"); }

}  // namespace

Paths::Paths(const std::string& prefix, const std::string& customer_id)
    : v1_(prefix + "/mgmtconfig/v1/admin/customers/" + checked(customer_id)),
      v2_(prefix + "/mgmtconfig/v2/admin/customers/" + checked(customer_id)) {}

std::string Paths::keys(AssociationType type, const std::string& microtenant_id, int page) const {
    return v1_ + keys_of(type) + query(microtenant_id, page);
}

std::string Paths::new_key(AssociationType type, const std::string& microtenant_id) const {
    return v1_ + keys_of(type) + query(microtenant_id);
}

std::string Paths::key(AssociationType type, const std::string& microtenant_id, const std::string& id) const {
    return v1_ + keys_of(type) + "/" + checked(id) + query(microtenant_id);
}

std::string Paths::groups(AssociationType type, const std::string& microtenant_id, int page) const {
    return v1_ + groups_of(type) + query(microtenant_id, page);
}

std::string Paths::components(AssociationType type, const std::string& microtenant_id, int page) const {
    return v1_ + choose(type, "/connector", "/serviceEdge") + query(microtenant_id, page);
}

std::string Paths::certificates(const std::string& microtenant_id, int page) const {
    return v2_ + "/enrollmentCert" + query(microtenant_id, page);
}

}  // namespace zpa
