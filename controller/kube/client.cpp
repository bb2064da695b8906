#include "controller/kube/client.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "controller/base/error.h"
#include "controller/base/json_tree.h"
#include "controller/http/url.h"
#include "controller/kube/connection.h"
#include "controller/kube/json_text.h"
#include "controller/kube/list_page.h"
#include "controller/kube/retry.h"
#include "controller/kube/status_error.h"

namespace kube {

using base::Error;
using base::ErrorKind;
using nlohmann::json;

namespace {

constexpr int kMaxPages = 200;

}  // namespace

// One request, and the words for its errors.
struct Client::Call {
    std::string what;  // "update status of Secret a/b"
    http::Request request;
    bool write = false;
    // Refusals that mean something else than their code says.
    bool (*is_conflict)(const http::Response&) = nullptr;
    bool (*is_invalid)(const http::Response&) = nullptr;

    Call(const char* method, const std::string& verb, const Resource& resource, const ObjectKey& key,
         const std::string& subresource = "")
        : what(verb + " " + resource.kind + " " + key.to_string()) {
        // Without a name the path would be the whole collection's.
        if (key.name.empty()) throw Error(ErrorKind::Invalid, verb + " " + resource.kind + ": the name is empty");
        if (resource.namespaced && key.namespace_name.empty()) {
            throw Error(ErrorKind::Invalid, what + ": the namespace is empty");
        }
        request.method = method;
        request.target = resource.path(key.namespace_name, key.name, subresource);
        request.headers["Accept"] = "application/json";
        write = request.method != "GET";
    }

    Call(std::string words, http::Request prepared) : what(std::move(words)), request(std::move(prepared)) {}

    void body(const json& value, const char* content_type = "application/json") {
        request.body = base::dump_json(value);
        request.headers["Content-Type"] = content_type;
    }
};

Client::Client(std::shared_ptr<Connection> connection, const base::WriteFence& fence, int max_retries)
    : Client(std::move(connection), fence, max_retries, base::sleep_for) {}

Client::Client(std::shared_ptr<Connection> connection, const base::WriteFence& fence, int max_retries,
               base::Sleep sleep)
    : connection_(std::move(connection)), fence_(fence), max_retries_(max_retries), sleep_(std::move(sleep)) {}

Client Client::within(std::chrono::milliseconds deadline) const {
    auto copy = *this;
    copy.deadline_ = deadline;
    return copy;
}

// Sends until there is a reply that the server does not want to be asked again for. The deadline is for all tries.
http::Response Client::exchange(const Call& call, std::stop_token stop) const {
    const auto& clock = connection_->clock();
    auto request = call.request;
    request.deadline = std::min(request.deadline, deadline_);
    if (call.write) request.before_send = [this] { fence_.check(); };
    const auto deadline = clock.now() + request.deadline;
    for (int tries = 0;; ++tries) {
        try {
            auto response = connection_->send(request, stop);
            const auto delay = retry_delay(response, clock.wall());
            if (!delay || tries >= max_retries_ || clock.now() + *delay >= deadline) return response;
            if (sleep_(stop, *delay)) throw Error(ErrorKind::Cancelled, "stopped while waiting to try again");
            request.deadline = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock.now());
        } catch (const Error& error) {
            throw error.with_context(call.what);
        }
    }
}

json Client::send_object(Call& call, std::stop_token stop) const {
    const auto response = exchange(call, stop);
    if (response.status >= 200 && response.status < 300) return parse_json(response.body, call.what);
    auto error = status_error(response, connection_->clock().wall());
    if (call.is_conflict != nullptr && call.is_conflict(response)) error = error.with_kind(ErrorKind::Conflict);
    if (call.is_invalid != nullptr && call.is_invalid(response)) error = error.with_kind(ErrorKind::Invalid);
    throw error.with_context(call.what);
}

std::optional<json> Client::get(const Resource& resource, const ObjectKey& key, std::stop_token stop) const {
    Call call("GET", "get", resource, key);
    const auto response = exchange(call, stop);
    if (response.status == 200) return parse_json(response.body, call.what);
    if (response.status == 404 && is_status(response)) return std::nullopt;
    throw status_error(response, connection_->clock().wall()).with_context(call.what);
}

json Client::create(const Resource& resource, const std::string& namespace_name, const json& object,
                    std::stop_token stop) const {
    // The name may be the server's to make (generateName); it is only for the words here.
    const auto& metadata = value_at(object, "metadata");
    auto name = text_at(metadata, "name");
    if (name.empty()) name = text_at(metadata, "generateName") + "*";
    Call call("POST", "create", resource, {namespace_name, name});
    call.request.target = resource.path(namespace_name);
    call.body(object);
    return send_object(call, stop);
}

json Client::update(const Resource& resource, const ObjectKey& key, const json& object, std::stop_token stop) const {
    Call call("PUT", "update", resource, key);
    call.body(object);
    return send_object(call, stop);
}

json Client::apply(const Resource& resource, const ObjectKey& key, const json& object, const ApplyOptions& options,
                   std::stop_token stop) const {
    Call call("PATCH", "apply", resource, key);
    http::Query query{{"fieldManager", options.field_manager}, {"force", options.force ? "true" : "false"}};
    if (options.dry_run) query.emplace_back("dryRun", "All");
    call.request.target += http::format_query(query);
    call.body(object, "application/apply-patch+yaml");
    call.is_conflict = is_uid_mismatch;
    call.is_invalid = is_wrong_type;
    return send_object(call, stop);
}

json Client::json_patch(const Resource& resource, const ObjectKey& key, const json& operations,
                        std::stop_token stop) const {
    Call call("PATCH", "patch", resource, key);
    call.body(operations, "application/json-patch+json");
    call.is_conflict = is_failed_test;
    return send_object(call, stop);
}

json Client::merge_patch(const Resource& resource, const ObjectKey& key, const json& patch,
                         std::stop_token stop) const {
    Call call("PATCH", "patch", resource, key);
    call.body(patch, "application/merge-patch+json");
    return send_object(call, stop);
}

json Client::update_status(const Resource& resource, const ObjectKey& key, const json& object,
                           std::stop_token stop) const {
    Call call("PUT", "update status of", resource, key, "status");
    call.body(object);
    return send_object(call, stop);
}

bool Client::remove(const Resource& resource, const ObjectKey& key, const RemoveOptions& options,
                    std::stop_token stop) const {
    Call call("DELETE", "delete", resource, key);
    json body = {{"apiVersion", "v1"}, {"kind", "DeleteOptions"}};
    if (!options.uid.empty()) body["preconditions"]["uid"] = options.uid;
    if (!options.resource_version.empty()) body["preconditions"]["resourceVersion"] = options.resource_version;
    if (options.grace_period_seconds) body["gracePeriodSeconds"] = *options.grace_period_seconds;
    if (!options.propagation_policy.empty()) body["propagationPolicy"] = options.propagation_policy;
    call.body(body);
    const auto response = exchange(call, stop);
    if (response.status >= 200 && response.status < 300) return true;
    if (response.status == 404 && is_status(response)) return false;
    throw status_error(response, connection_->clock().wall()).with_context(call.what);
}

json Client::post(const std::string& path, const json& object, std::stop_token stop) const {
    http::Request request;
    request.method = "POST";
    request.target = path;
    request.headers["Accept"] = "application/json";
    Call call("post to " + path, std::move(request));
    call.body(object);
    return send_object(call, stop);
}

json Client::list(const Resource& resource, const std::string& namespace_name, const std::string& label_selector,
                  std::stop_token stop) const {
    ListQuery query{resource, namespace_name, label_selector, "", 500, ""};
    const auto what = "list " + resource.plural + (namespace_name.empty() ? "" : " in " + namespace_name);
    auto items = json::array();
    for (int pages = 0; pages < kMaxPages; ++pages) {
        const Call call(what, list_request(query));
        const auto response = exchange(call, stop);
        if (response.status == 410 && !query.continue_token.empty()) {
            items.clear();
            query.continue_token.clear();
            query.limit = 0;
            continue;
        }
        if (response.status != 200) throw status_error(response, connection_->clock().wall()).with_context(what);
        auto list = parse_list(response.body, resource);
        for (auto& item : list["items"]) items.push_back(std::move(item));
        query.continue_token = list_continue_token(list);
        if (query.continue_token.empty()) return {{"items", std::move(items)}, {"metadata", list["metadata"]}};
    }
    throw Error(ErrorKind::Protocol, what + ": more than " + std::to_string(kMaxPages) + " pages");
}

}  // namespace kube
