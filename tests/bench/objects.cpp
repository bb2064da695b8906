#include "tests/bench/objects.h"

#include "controller/base/error.h"
#include "controller/base/random.h"
#include "controller/base/rfc3339.h"
#include "controller/kube/status_body.h"
#include "controller/runtime/event_object.h"
#include "controller/runtime/finalizer.h"
#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/external_id.h"
#include "reconcilers/secrets/secret_object.h"

namespace bench {

using nlohmann::json;

namespace {

constexpr std::size_t kValueLength = 384;  // 288 random bytes as text
constexpr std::int64_t kLongAgo = 1773000000;

const kube::Resource& keys() { return common::provisioning_keys(); }

simulator::Key imagined_key(std::size_t number, const std::string& value) {
    simulator::Key key;
    key.name = "raw-" + std::to_string(number);
    key.id = std::to_string(1000000 + number);
    key.association_type = simulator::connector_group;
    key.group_id = "216196257331280001";
    key.certificate_id = "6573";
    key.max_usage = 5;
    key.creation_time = kLongAgo;
    key.value = value;
    return key;
}

}  // namespace

json key_object(const std::string& namespace_name, const std::string& name) {
    return {{"apiVersion", keys().api_version()},
            {"kind", keys().kind},
            {"metadata", {{"name", name}, {"namespace", namespace_name}}},
            {"spec",
             {{"associationType", simulator::connector_group},
              {"group", {{"name", scenario::Zpa::kGroup}}},
              {"maxUsage", 5}}}};
}

void strip_finalizers(const kube::Client& client, const kube::Resource& resource, const json& object) {
    const auto meta = kube::parse_object_meta(object);
    if (meta.finalizers->empty()) return;
    try {
        client.merge_patch(resource, meta.key(), {{"metadata", {{"finalizers", nullptr}}}}, {});
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::NotFound) throw;
    }
}

RawKey::RawKey(const kube::Client& client, const scenario::Zpa& zpa, const std::string& namespace_name,
               std::size_t number)
    : client_(client),
      nonce_(base::system_random().alphanumeric(10)),
      value_(base::system_random().alphanumeric(kValueLength)),
      settled_(settle(namespace_name, zpa, imagined_key(number, value_))) {}

void RawKey::create(const kube::Client& person) {
    const auto object = key_object(key().namespace_name, key().name);
    meta_ = kube::parse_object_meta(person.create(keys(), key().namespace_name, object, {}));
}

void RawKey::add_finalizer() {
    meta_.resource_version = runtime::add_finalizer(client_, keys(), meta_, fakes::kFinalizer, {});
}

void RawKey::make_place() {
    const auto secret = secrets::empty_secret(key(), settled_.typed.secret_name(), settled_.typed.spec->secret);
    place_ = kube::parse_object_meta(client_.create(kube::secrets(), key().namespace_name, secret, {}));
}

void RawKey::mark() {
    auto status = settled_.typed.status;
    const auto& identity = status.identity;
    status.creation = provisioning_key::CreationMark{nonce_,
                                                     key().name.str() + "." + nonce_,
                                                     key().name,
                                                     identity.customer_id,
                                                     "",
                                                     identity.association_type,
                                                     base::format_rfc3339(base::system_clock().wall())};
    status.identity = {};
    put_status(status);
}

void RawKey::fill() {
    auto secret = settled_.secret;
    secret["metadata"]["uid"] = place_.uid;
    secret["metadata"]["resourceVersion"] = place_.resource_version;
    client_.apply(kube::secrets(), place_.key(), secret, {.field_manager = common::kFieldManager}, {});
}

void RawKey::identify() {
    auto status = settled_.typed.status;
    status.conditions.front().status = "False";  // Ready is the last step's
    put_status(status);
}

void RawKey::annotate() {
    const auto text = provisioning_key::format_external_id(settled_.typed.status.identity);
    const json patch = {{"metadata", {{"annotations", {{common::kExternalIdAnnotation, text}}}}}};
    meta_ = kube::parse_object_meta(client_.merge_patch(keys(), key(), patch, {}));
}

void RawKey::finish() { put_status(settled_.typed.status); }

void RawKey::tell() {
    runtime::Occurrence event;
    event.regarding = runtime::reference_to(keys(), meta_);
    event.time = base::system_clock().wall();
    std::uint64_t number = 0;
    for (const auto* reason : {"KeyCreated", "Ready"}) {
        event.reason = event.action = event.note = reason;
        const auto name = runtime::event_name(event.regarding, ++number);
        const auto object = runtime::event_object(event, {common::kFieldManager, "bench"}, name, 1, event.time);
        client_.create(kube::events(), key().namespace_name, object, {});
    }
}

void RawKey::put_status(const provisioning_key::Status& status) {
    const auto body = kube::status_body(keys(), meta_, provisioning_key::to_json(status));
    meta_.resource_version = kube::parse_object_meta(client_.update_status(keys(), key(), body, {})).resource_version;
}

}  // namespace bench
