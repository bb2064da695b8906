#include "controller/runtime/finalizer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "controller/base/error.h"

namespace runtime {

namespace {

using nlohmann::json;

constexpr auto kPath = "/metadata/finalizers";

json test(const std::string& path, json value) { return {{"op", "test"}, {"path", path}, {"value", std::move(value)}}; }

}  // namespace

std::string add_finalizer(const kube::Client& client, const kube::Resource& resource, const kube::ObjectMeta& meta,
                          const std::string& finalizer, std::stop_token stop) {
    if (meta.has_finalizer(finalizer) || meta.deleting()) return meta.resource_version;
    json operations = json::array();
    operations.push_back(test("/metadata/uid", meta.uid));
    operations.push_back(test("/metadata/resourceVersion", meta.resource_version));
    if (meta.finalizers->empty()) {
        // RFC 6902 has no word for "absent"; the API server takes a test for null as that (kube-rs relies on it too).
        operations.push_back(test(kPath, nullptr));
        operations.push_back({{"op", "add"}, {"path", kPath}, {"value", json::array({finalizer})}});
    } else {
        operations.push_back(test(kPath, *meta.finalizers));
        operations.push_back({{"op", "add"}, {"path", std::string(kPath) + "/-"}, {"value", finalizer}});
    }
    return kube::parse_object_meta(client.json_patch(resource, meta.key(), operations, std::move(stop)))
        .resource_version;
}

void remove_finalizer(const kube::Client& client, const kube::Resource& resource, const kube::ObjectMeta& meta,
                      const std::string& finalizer, std::stop_token stop) {
    const auto place = std::find(meta.finalizers->begin(), meta.finalizers->end(), finalizer);
    if (place == meta.finalizers->end()) return;
    const auto path = std::string(kPath) + "/" + std::to_string(place - meta.finalizers->begin());
    // Not the resource version: the status was just written, and the entry and its object are what must be the same.
    const json operations = {
        test("/metadata/uid", meta.uid), test(path, finalizer), {{"op", "remove"}, {"path", path}}};
    try {
        client.json_patch(resource, meta.key(), operations, std::move(stop));
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::NotFound) throw;
    }
}

}  // namespace runtime
