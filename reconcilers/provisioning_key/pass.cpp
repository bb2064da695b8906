#include "reconcilers/provisioning_key/pass.h"

#include <nlohmann/json.hpp>

#include "controller/kube/base64.h"
#include "controller/kube/status_body.h"
#include "reconcilers/common/api.h"

namespace provisioning_key {

namespace {

std::optional<base::Instant> request_time(const Tools& tools, const ProvisioningKey& object) {
    const auto request = object.meta.annotation(common::kReconcileRequestedAnnotation);
    if (!request || *request == object.status.last_handled_reconcile_at) return std::nullopt;
    return tools.recollection.asked(object.meta.uid, std::string(*request), tools.clock.now());
}

}  // namespace

Pass::Pass(Tools& tools_of_all, const ProvisioningKey& seen, const runtime::RunContext& this_run)
    : tools(tools_of_all), run(this_run), object(seen), saved_(seen.status), asked_at_(request_time(tools, seen)) {}

Pass::~Pass() {
    if (outdated_versions_.empty()) return;
    const auto cached = tools.keys.get(key());  // gone from the cache: there is nothing to remember of it
    if (!cached || cached->meta.uid != object.meta.uid) return;
    tools.recollection.outdated(object.meta.uid, std::move(outdated_versions_), tools.clock.now());
}

void Pass::gone() { outdated_versions_.push_back(object.meta.resource_version); }

void Pass::saw(kube::ObjectMeta meta) {
    seen_ = true;
    if (meta.resource_version == object.meta.resource_version) return;
    outdated_versions_.push_back(object.meta.resource_version);
    const auto judged = object.meta.generation;
    object.meta = std::move(meta);
    object.meta.generation = judged;
}

void Pass::save_status() {
    if (object.status == saved_) return;
    const auto& resource = common::provisioning_keys();
    const auto body = kube::status_body(resource, object.meta, to_json(object.status));
    try {
        saw(kube::parse_object_meta(tools.client.update_status(resource, key(), body, run.stop)));
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::NotFound) throw;
        gone();
        throw base::Error(base::ErrorKind::Conflict, error.what());  // as every change by others, looked at again
    }
    saved_ = object.status;
}

Blocked Pass::until_next_poll(const char* why, std::string message) const {
    return {.reason = why, .message = std::move(message), .retry = tenant->spec.poll_interval};
}

Blocked Pass::until_the_world_changes(const char* why, std::string message) const {
    return {.reason = why, .message = std::move(message), .retry = tools.timings.world};
}

void Pass::keep_secret(const std::string& value) {
    redacted_.push_back(base::redaction().add(value));
    redacted_.push_back(base::redaction().add(kube::base64_encode(value)));
}

void Pass::event(runtime::EventType type, const std::string& reason, const std::string& action,
                 const std::string& note) {
    tools.events.publish(runtime::reference_to(common::provisioning_keys(), object.meta), type, reason, action, note);
}

}  // namespace provisioning_key
