#include "reconcilers/provisioning_key/secret_content.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "controller/base/ascii.h"
#include "controller/base/error.h"
#include "controller/kube/base64.h"
#include "reconcilers/common/api.h"
#include "reconcilers/common/fields.h"
#include "reconcilers/zpa/models.h"

namespace provisioning_key {

using kube::TextMap;
using nlohmann::json;
namespace {

constexpr std::size_t kOwnNameLength = 8;
constexpr std::size_t kMostInASecret = std::size_t{1} << 20;  // as the API server says
// For a value more than twice as long as ZPA makes them (zpa-api.md 2.1), and the longest id and name there are.
constexpr std::size_t kRoomForValue = 1024, kRoomForId = 20, kRoomForName = 220;

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
std::string shape(const SecretSpec& spec) {
    std::string names = spec.key;
    for (const auto* texts : {&spec.entries, &spec.labels, &spec.annotations}) {
        names += '\n';
        for (const auto& [name, text] : *texts) names += name.str() + ' ';
    }
    return zpa::fingerprint(names) + own_name(spec.name);
}

TextMap wanted_annotations(const kube::ObjectKey& owner, const SecretSpec& spec, const std::string& external_id) {
    auto annotations = spec.annotations;
    annotations[common::kOwnerAnnotation] = owner.to_string();
    annotations[common::kShapeAnnotation] = shape(spec);
    if (!external_id.empty()) annotations[common::kExternalIdAnnotation] = external_id;
    return annotations;
}

bool contains(const TextMap& all, const TextMap& wanted) {
    for (const auto& [key, value] : wanted) {
        const auto found = all.find(key);
        if (found == all.end() || found->second != value) return false;
    }
    return true;
}

// What the placeholders of a template stand for.
struct Facts {
    std::string_view value, id, name;
};

// Hands over a template's text piece by piece, with the placeholders replaced.
template <typename Take>
void render(std::string_view text, const Facts& facts, Take&& take) {
    const std::array<std::pair<std::string_view, std::string_view>, 4> placeholders = {
        {{"$(value)", facts.value}, {"$(id)", facts.id}, {"$(name)", facts.name}, {"$$", "$"}}};
    while (!text.empty()) {
        const auto found = std::find_if(placeholders.begin(), placeholders.end(),
                                        [&](const auto& one) { return text.starts_with(one.first); });
        const bool plain = found == placeholders.end();
        const auto length = plain ? std::min(text.find('$', 1), text.size()) : found->first.size();
        take(plain ? text.substr(0, length) : found->second);
        text.remove_prefix(length);
    }
}

}  // namespace

const std::string& OwnedSecret::owner() const {
    static const std::string none;
    const auto* owner = meta.annotation(common::kOwnerAnnotation);
    return owner == nullptr ? none : *owner;
}

std::optional<kube::ObjectKey> OwnedSecret::owner_key() const {
    const auto& name = owner();
    const auto slash = name.find('/');
    if (slash == std::string::npos || name.substr(0, slash) != meta.namespace_name) return std::nullopt;
    return kube::ObjectKey{meta.namespace_name, name.substr(slash + 1)};
}

OwnedSecret parse_owned_secret(const json& object) {
    OwnedSecret out{kube::parse_object_meta(object), {}};
    for (const auto& [key, encoded] : common::text_map(object, "data")) {
        if (auto decoded = kube::base64_decode(encoded)) out.data.emplace(key, std::move(*decoded));
    }
    return out;
}

const std::string* find_text(const OwnedSecret& secret, const std::string& fingerprint, const std::string& likely) {
    if (fingerprint.empty()) return nullptr;
    const auto fits = [&](const std::string& text) { return !text.empty() && zpa::fingerprint(text) == fingerprint; };
    const auto first = secret.data.find(likely);
    if (first != secret.data.end() && fits(first->second)) return &first->second;
    for (const auto& [entry, text] : secret.data) {
        if (fits(text)) return &text;
    }
    return nullptr;
}

bool is_filled_by_us(const OwnedSecret& secret) {
    const auto* annotation = secret.meta.annotation(common::kShapeAnnotation);
    return annotation != nullptr && annotation->ends_with(own_name(secret.meta.name));
}

std::optional<std::string> plausible_value(std::string text) {
    text.resize(base::trimmed_end(text, "\r\n").size());
    const auto host = text.find('|');
    const auto rest = host == std::string::npos ? host : text.find('|', host + 1);
    const auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
    if (rest == std::string::npos || host == 0 || rest == host + 1 || rest + 1 == text.size()) return std::nullopt;
    if (!std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(host), base::is_digit))
        return std::nullopt;
    if (std::any_of(text.begin(), text.end(), is_space)) return std::nullopt;
    return text;
}

TextMap secret_entries(const SecretSpec& spec, const std::string& value, const std::string& id,
                       const std::string& name) {
    TextMap out;
    std::size_t room = kMostInASecret;
    for (const auto& [key, text] : spec.entries) {
        std::string rendered;
        render(text, {value, id, name}, [&](std::string_view piece) {
            if (piece.size() > room) {
                throw base::Error(base::ErrorKind::Invalid,
                                  "spec.secret.template makes more than 1 MiB of this key's value");
            }
            room -= piece.size();
            rendered += piece;
        });
        out.emplace(key, std::move(rendered));
    }
    out[spec.key] = value;
    return out;
}

std::size_t rendered_size(const SecretSpec& spec) {
    static const std::string value(kRoomForValue, 'x'), id(kRoomForId, 'x'), name(kRoomForName, 'x');
    std::size_t size = 0;
    for (const auto& [key, text] : spec.entries) {
        render(text, {value, id, name}, [&](std::string_view piece) { size += piece.size(); });
    }
    return size;
}

json empty_secret(const kube::ObjectKey& owner, const SecretSpec& spec) {
    auto annotations = spec.annotations;
    annotations[common::kOwnerAnnotation] = owner.to_string();
    return {{"apiVersion", "v1"},
            {"kind", "Secret"},
            {"metadata",
             {{"name", spec.name},
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
              {"annotations", wanted_annotations(owner, spec, external_id)}}},
            {"data", std::move(data)}};
}

bool is_filled(const OwnedSecret& secret, const kube::ObjectKey& owner, const SecretSpec& spec, const TextMap& entries,
               const std::string& external_id) {
    return contains(secret.data, entries) && contains(secret.meta.labels, wanted_labels(spec)) &&
           contains(secret.meta.annotations, wanted_annotations(owner, spec, external_id));
}

}  // namespace provisioning_key
