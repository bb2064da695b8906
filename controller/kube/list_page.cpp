#include "controller/kube/list_page.h"

#include <nlohmann/json.hpp>

#include "controller/base/error.h"
#include "controller/kube/json_text.h"

namespace kube {

http::Request list_request(const ListQuery& query) {
    http::Query parameters;
    if (!query.label_selector.empty()) parameters.emplace_back("labelSelector", query.label_selector);
    if (!query.field_selector.empty()) parameters.emplace_back("fieldSelector", query.field_selector);
    if (query.limit > 0) parameters.emplace_back("limit", std::to_string(query.limit));
    if (!query.continue_token.empty()) parameters.emplace_back("continue", query.continue_token);
    http::Request request;
    request.target = query.resource.path(query.namespace_name) + http::format_query(parameters);
    request.headers["Accept"] = "application/json";
    return request;
}

nlohmann::json parse_list(const std::string& body, const Resource& resource) {
    const auto what = "list of " + resource.plural;
    auto list = parse_json(body, what);
    if (resource_version_of(list).empty()) {
        throw base::Error(base::ErrorKind::Protocol, what + ": metadata.resourceVersion is missing");
    }
    auto& items = list["items"];
    if (items.is_null()) items = nlohmann::json::array();  // Go writes an empty slice that was never made as null
    if (!items.is_array()) throw base::Error(base::ErrorKind::Protocol, what + ": items is no array");
    return list;
}

std::string list_continue_token(const nlohmann::json& list) { return text_at(value_at(list, "metadata"), "continue"); }

}  // namespace kube
