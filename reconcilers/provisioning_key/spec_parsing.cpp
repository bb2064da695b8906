#include "reconcilers/provisioning_key/spec_parsing.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "reconcilers/common/fields.h"
#include "reconcilers/zpa/key.h"

namespace provisioning_key {

using nlohmann::json;

namespace {

// Reads one object of the spec and notes down what it cannot read, under the path that people know it by.
class Reader {
public:
    Reader(const json& object, std::string path, std::vector<std::string>& complaints)
        : object_(object), path_(std::move(path)), complaints_(complaints) {
        if (!object.is_object()) complain("must be an object");
    }

    bool has(const char* name) const { return common::has(object_, name); }
    Reader child(const char* name) { return {common::child(object_, name), at(name), complaints_}; }

    std::optional<std::string> any_text(const char* name) {
        return read<std::string>(name, &json::is_string, "a text");
    }
    // As any_text(), of fields that mean nothing when they are empty.
    std::optional<std::string> text(const char* name) {
        auto out = any_text(name);
        if (!out || !out->empty()) return out;
        complain(name, "is empty; say something or leave it out");
        return std::nullopt;
    }
    std::optional<std::int64_t> integer(const char* name) {
        return read<std::int64_t>(name, &json::is_number_integer, "a whole number");
    }
    std::optional<bool> boolean(const char* name) { return read<bool>(name, &json::is_boolean, "true or false"); }

    std::optional<std::vector<std::string>> texts(const char* name) {
        const auto list = read<json>(name, &json::is_array, "a list of texts");
        if (!list) return std::nullopt;
        auto out = common::texts(object_, name);
        if (out.size() != list->size()) complain(name, "must be a list of texts");
        return out;
    }
    kube::TextMap text_map(const char* name) {
        const auto map = read<json>(name, &json::is_object, "a map of texts");
        if (!map) return {};
        auto out = common::text_map(object_, name);
        if (out.size() != map->size()) complain(name, "must be a map of texts");
        return out;
    }
    // A field by its type. An empty text or list is something else than none.
    void into(const char* name, std::optional<bool>& out) { out = boolean(name); }
    void into(const char* name, std::optional<base::SharedText>& out) { out = any_text(name); }
    void into(const char* name, std::optional<std::vector<std::string>>& out) { out = texts(name); }

    // One of `known`, whose first is the default; `unknown` for anything else.
    template <typename Choice, std::size_t N>
    Choice choice(const char* name, const std::array<std::pair<const char*, Choice>, N>& known, Choice unknown) {
        const auto said = any_text(name);
        if (!said) return has(name) ? unknown : known.front().second;
        std::string all;
        for (const auto& [word, meaning] : known) {
            if (*said == word) return meaning;
            all += all.empty() ? word : std::string(", ") + word;
        }
        complain(name, fmt::format("\"{}\" is not known; use one of {}", *said, all).c_str());
        return unknown;
    }

    void complain(const char* name, const char* what) { complaints_.push_back(fmt::format("{} {}", at(name), what)); }

private:
    std::string at(const char* name) const { return path_ + "." + name; }
    void complain(const char* what) { complaints_.push_back(fmt::format("{} {}", path_, what)); }

    template <typename Value>
    std::optional<Value> read(const char* name, bool (json::*is)() const noexcept, const char* kind) {
        if (!has(name)) return std::nullopt;
        const auto& value = object_.at(name);
        if ((value.*is)()) return value.get<Value>();
        complain(name, fmt::format("must be {}", kind).c_str());
        return std::nullopt;
    }

    const json& object_;
    const std::string path_;
    std::vector<std::string>& complaints_;
};

constexpr std::array<std::pair<const char*, ManagementPolicy>, 2> kManagement = {
    {{"Manage", ManagementPolicy::Manage}, {"Observe", ManagementPolicy::Observe}}};
constexpr std::array<std::pair<const char*, DeletionPolicy>, 3> kDeletion = {
    {{"Delete", DeletionPolicy::Delete}, {"Retire", DeletionPolicy::Retire}, {"Retain", DeletionPolicy::Retain}}};
constexpr std::array<std::pair<const char*, DriftPolicy>, 2> kDrift = {
    {{"Correct", DriftPolicy::Correct}, {"Report", DriftPolicy::Report}}};

std::optional<Reference> parse_reference(Reader& spec, const char* name) {
    if (!spec.has(name)) return std::nullopt;
    auto reference = spec.child(name);
    return Reference{reference.text("id").value_or(""), reference.text("name").value_or("")};
}

std::optional<Adopt> parse_adopt(Reader& spec) {
    if (!spec.has("adopt")) return std::nullopt;
    auto adopt = spec.child("adopt");
    const auto by_name = adopt.boolean("byName");
    if (by_name == false) adopt.complain("byName", "can only be true; leave it out otherwise");
    return Adopt{adopt.text("id").value_or(""), by_name.value_or(false)};
}

secrets::SecretSpec parse_secret(Reader& secret) {
    secrets::SecretSpec out;
    out.key = secret.text("key").value_or(out.key);
    out.labels = secret.text_map("labels");
    out.annotations = secret.text_map("annotations");
    out.entries = secret.text_map("template");
    return out;
}

}  // namespace

Spec parse_spec(const json& spec, const base::SharedText& namespace_name) {
    Spec out;
    Reader read(spec, "spec", out.unreadable);
    auto tenant = read.child("tenantRef");
    out.tenant = {tenant.text("namespace").value_or(namespace_name), tenant.text("name").value_or("default")};
    out.name = read.text("name").value_or("");
    out.association_type_text = read.text("associationType").value_or("");
    out.association_type = zpa::parse_association_type(out.association_type_text);
    out.max_usage = read.integer("maxUsage");
    out.group = parse_reference(read, "group");
    out.enrollment_cert = parse_reference(read, "enrollmentCert");
    out.exportable = read.boolean("exportable");
    zpa::visit_plain_fields([&](const zpa::KeyField& field, auto& wanted) { read.into(field.name, wanted); }, out);
    out.microtenant_id = read.text("microtenantID").value_or("");
    out.management_policy = read.choice("managementPolicy", kManagement, ManagementPolicy::Observe);
    out.adopt = parse_adopt(read);
    out.deletion_policy = read.choice("deletionPolicy", kDeletion, DeletionPolicy::Retain);
    out.drift_policy = read.choice("driftPolicy", kDrift, DriftPolicy::Report);
    auto secret = read.child("secret");
    out.given_secret_name = secret.text("name").value_or("");
    out.secret = parse_secret(secret);
    out.warn_at = read.child("usage").integer("warnAt").value_or(out.warn_at);
    return out;
}

}  // namespace provisioning_key
