#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "controller/http/message.h"
#include "controller/http/url.h"
#include "controller/kube/resource.h"

namespace kube {

// Which page of which list. limit 0 asks for all at once. No resource version is ever named: each list is a quorum
// read, which cannot go back in time whichever server answers.
struct ListQuery {
    Resource resource;
    std::string namespace_name;  // "" for all
    std::string label_selector, field_selector;
    int limit = 500;
    std::string continue_token;
};

http::Request list_request(const ListQuery& query);

// Throws Error(Protocol) where the body is no list or lacks metadata.resourceVersion. `items` is always an array.
nlohmann::json parse_list(const std::string& body, const Resource& resource);
std::string list_continue_token(const nlohmann::json& list);

}  // namespace kube
