#include "tests/zpa_simulator/route.h"

#include <set>

namespace simulator {

namespace {

using Parts = std::vector<std::string>;

std::string plain_operation(const std::string& method, bool one) {
    if (method == "GET") return one ? "get" : "list";
    if (method == "POST" && !one) return "create";
    if (method == "PUT" && one) return "update";
    if (method == "DELETE" && one) return "delete";
    return "";
}

// What follows the resource's own name: nothing, an id, or the name of a special call.
void read_rest(Route& route, const std::string& method, const Parts& rest) {
    static const std::set<std::string> special{"summary", "bulkDelete", "search"};
    if (rest.empty()) {
        route.operation = plain_operation(method, false);
    } else if (rest.size() == 1 && special.count(rest[0]) != 0) {
        const bool fits = (rest[0] == "summary") == (method == "GET");
        route.operation = fits ? rest[0] : "";
    } else if (rest.size() == 1) {
        route.id = rest[0];
        route.operation = plain_operation(method, true);
    } else if (rest.size() == 2 && rest[1] == "sg" && method == "GET") {
        route.id = rest[0];
        route.operation = "serverGroups";
    }
}

void read_key_path(Route& route, const std::string& method, const Parts& rest) {
    if (rest.empty()) return;
    route.association_type = rest[0];
    if (rest.size() == 4 && rest[1] == "zcomponent" && rest[3] == "provisioningKey" && method == "GET") {
        route.kind = "provisioningKey";
        route.id = rest[2];
        route.operation = "ofGroup";
    } else if (rest.size() >= 2 && rest[1] == "provisioningKey") {
        route.kind = "provisioningKey";
        read_rest(route, method, {rest.begin() + 2, rest.end()});
    }
}

void read_resource(Route& route, const std::string& method, const Parts& parts) {
    static const std::set<std::string> plain{"appConnectorGroup", "serviceEdgeGroup",  "enrollmentCert",
                                             "connector",         "serviceEdge",       "microtenants",
                                             "authDomains",       "connectorSchedule", "serviceEdgeSchedule"};
    if (parts.empty()) return;
    if (parts[0] == "associationType") {
        read_key_path(route, method, {parts.begin() + 1, parts.end()});
    } else if (parts[0] == "visible" && parts.size() >= 2 && parts[1] == "versionProfiles") {
        route.kind = "versionProfiles";
        read_rest(route, method, {parts.begin() + 2, parts.end()});
    } else if (plain.count(parts[0]) != 0) {
        route.kind = parts[0];
        read_rest(route, method, {parts.begin() + 1, parts.end()});
    }
    if (route.operation.empty()) route.kind.clear();
}

// A host that has ZPA's own name serves what that host serves; any other name serves everything.
bool host_serves(const std::string& host, bool gateway) {
    if (host.rfind("config.", 0) == 0) return !gateway;
    const bool oneapi = host.rfind("api.", 0) == 0 && host != "api.private.zscaler.com";
    return !oneapi || gateway;
}

}  // namespace

Route route_of(const Call& call) {
    Route route;
    auto parts = split(call.path(), '/');
    const bool post = call.method == "POST";
    if (parts == Parts{"oauth2", "v1", "token"} && post) route.kind = "token";
    if (parts == Parts{"signin"} && post) route.kind = "signin";
    if (parts == Parts{"signout"} && post) route.kind = "signout";
    if (parts == Parts{"_enrol"} && post) route.kind = "enrol";
    if (!route.kind.empty()) {
        route.operation = route.kind;
        return route;
    }
    if (!parts.empty() && parts[0] == "zpa") {
        route.gateway = true;
        parts.erase(parts.begin());
    }
    if (parts.size() < 5 || parts[0] != "mgmtconfig" || !host_serves(call.host(), route.gateway)) return route;
    route.version = parts[1];
    if (parts[2] == "admin" && parts[3] == "customers") {
        route.customer = parts[4];
        read_resource(route, call.method, {parts.begin() + 5, parts.end()});
    } else if (parts[2] == "customer" && parts.size() >= 5) {  // the help pages' path of the schedules
        route.customer = parts[3];
        read_resource(route, call.method, {parts.begin() + 4, parts.end()});
        if (route.kind.find("Schedule") == std::string::npos) route.kind.clear();
    }
    return route;
}

}  // namespace simulator
