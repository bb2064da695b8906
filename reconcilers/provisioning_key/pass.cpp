#include "reconcilers/provisioning_key/pass.h"

#include <nlohmann/json.hpp>

#include "controller/kube/base64.h"
#include "reconcilers/common/api.h"

namespace provisioning_key {

namespace {

std::optional<base::Instant> request_time(const Tools& tools, const ProvisioningKey& object) {
    const auto* request = object.meta.annotation(common::kReconcileRequestedAnnotation);
    if (request == nullptr || *request == object.status.last_handled_reconcile_at) return std::nullopt;
    return tools.recollection.asked(object.meta.uid, *request, tools.clock.now());
}

}  // namespace

Pass::Pass(Tools& tools_of_all, const ProvisioningKey& seen, const runtime::RunContext& this_run)
    : tools(tools_of_all),
      run(this_run),
      object(seen),
      seen_version_(seen.meta.resource_version),
      saved_(seen.status),
      asked_at_(request_time(tools, seen)) {}

Pass::~Pass() {
    if (object.meta.resource_version == seen_version_) return;
    tools.recollection.outdated(object.meta.uid, seen_version_, tools.clock.now());
}

void Pass::save_status() {
    if (object.status == saved_) return;
    const auto& resource = common::provisioning_keys();
    const nlohmann::json body = {{"apiVersion", resource.api_version()},
                                 {"kind", resource.kind},
                                 {"metadata",
                                  {{"name", object.meta.name},
                                   {"namespace", object.meta.namespace_name},
                                   {"uid", object.meta.uid},
                                   {"resourceVersion", object.meta.resource_version}}},
                                 {"status", to_json(object.status)}};
    const auto reply = tools.client.update_status(resource, key(), body, run.stop);
    object.meta.resource_version = kube::parse_object_meta(reply).resource_version;
    saved_ = object.status;
}

void Pass::keep_secret(const std::string& value) {
    redacted_.push_back(base::redaction().add(value));
    redacted_.push_back(base::redaction().add(kube::base64_encode(value)));
}

void Pass::event(runtime::EventType type, const std::string& reason, const std::string& action, const std::string& note) {
    tools.events.publish(runtime::reference_to(common::provisioning_keys(), object.meta), type, reason, action, note);
}

}  // namespace provisioning_key
