#include "reconcilers/secrets/secret_object.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "controller/kube/base64.h"
#include "reconcilers/common/api.h"
#include "reconcilers/zpa/fingerprint.h"

namespace secrets {

using kube::TextMap;
using nlohmann::json;

namespace {

constexpr std::size_t kOwnNameLength = 8;

TextMap wanted_labels(const SecretSpec& spec) {
    auto labels = spec.labels;
    labels[common::kManagedByLabel] = common::kManagedByValue;
    return labels;
}

// A person's copy under another name carries our annotations too, and this is how it is told from one of ours.
std::string own_name(const std::string& secret) {
    const auto fingerprint = zpa::fingerprint(secret);
    return "." + fingerprint.substr(fingerprint.size() - kOwnNameLength);  // it begins with the name of the hash
}

// Which entries, labels and annotations are ours: where that changes, the Secret is applied anew and loses what is ours
// no more.
std::string shape(const std::string& secret, const SecretSpec& spec) {
    std::string names = spec.key;
    for (const auto* texts : {&spec.entries, &spec.labels, &spec.annotations}) {
        names += '\n';
        for (const auto& [name, text] : *texts) names += name.str() + ' ';
    }
    return zpa::fingerprint(names) + own_name(secret);
}

TextMap wanted_annotations(const kube::ObjectKey& owner, const std::string& secret, const SecretSpec& spec,
                           const std::string& external_id) {
    auto annotations = spec.annotations;
    annotations[common::kOwnerAnnotation] = owner.to_string();
    annotations[common::kShapeAnnotation] = shape(secret, spec);
    if (!external_id.empty()) annotations[common::kExternalIdAnnotation] = external_id;
    return annotations;
}

// `text_of` a name: what is there.
template <typename TextOf>
bool has_all(const TextMap& wanted, TextOf&& text_of) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const auto& one) { return text_of(one.first) == one.second; });
}

}  // namespace

json empty_secret(const kube::ObjectKey& owner, const std::string& name, const SecretSpec& spec) {
    auto annotations = spec.annotations;
    annotations[common::kOwnerAnnotation] = owner.to_string();
    return {{"apiVersion", "v1"},
            {"kind", "Secret"},
            {"metadata",
             {{"name", name},
              {"namespace", owner.namespace_name},
              {"labels", wanted_labels(spec)},
              {"annotations", std::move(annotations)}}},
            {"type", "Opaque"}};
}

json own_by_apply(const json& empty, const kube::ObjectMeta& made) {
    json fields = {{"f:type", json::object()}};
    for (const auto* map : {"labels", "annotations"}) {
        for (const auto& [key, text] : empty.at("metadata").at(map).items()) {
            fields["f:metadata"][std::string("f:") + map]["f:" + key] = json::object();
        }
    }
    const json entry = {{"manager", common::kFieldManager},
                        {"operation", "Apply"},
                        {"apiVersion", "v1"},
                        {"fieldsType", "FieldsV1"},
                        {"fieldsV1", std::move(fields)}};
    return {{"metadata",
             {{"uid", made.uid}, {"resourceVersion", made.resource_version}, {"managedFields", json::array({entry})}}}};
}

json filled_secret(const kube::ObjectKey& owner, const SecretSpec& spec, const kube::ObjectMeta& place,
                   const TextMap& entries, const std::string& external_id) {
    json data = json::object();
    for (const auto& [key, text] : entries) data[key] = kube::base64_encode(text);
    return {{"apiVersion", "v1"},
            {"kind", "Secret"},
            {"metadata",
             {{"name", place.name},
              {"namespace", owner.namespace_name},
              {"uid", place.uid},
              {"resourceVersion", place.resource_version},
              {"labels", wanted_labels(spec)},
              {"annotations", wanted_annotations(owner, place.name, spec, external_id)}}},
            {"data", std::move(data)}};
}

bool is_filled(const OwnedSecret& secret, const kube::ObjectKey& owner, const SecretSpec& spec, const TextMap& entries,
               const std::string& external_id) {
    const auto& meta = secret.meta;
    return has_all(entries, [&](const auto& name) { return secret.data.find(name); }) &&
           has_all(wanted_labels(spec), [&](const auto& name) { return meta.label(name); }) &&
           has_all(wanted_annotations(owner, meta.name, spec, external_id),
                   [&](const auto& name) { return meta.annotation(name); });
}

bool is_filled_by_us(const OwnedSecret& secret) {
    const auto annotation = secret.meta.annotation(common::kShapeAnnotation);
    return annotation && annotation->ends_with(own_name(secret.meta.name));
}

}  // namespace secrets
