#include "controller/commands/manifest.h"

#include <fmt/format.h>

#include <algorithm>

#include "controller/commands/expressible.h"
#include "controller/commands/orphans.h"
#include "controller/commands/text.h"
#include "controller/kube/yaml_text.h"
#include "reconcilers/common/api.h"

namespace commands {

namespace {

using nlohmann::json;

// By name where exactly one thing has it, compared as the operator does.
template <typename Thing>
json refer_to(const std::string& id, const std::string& name, const std::vector<Thing>& all) {
    const Thing* only = nullptr;
    std::size_t count = 0;
    for (const auto& thing : all) {
        if (zpa::fold_case(thing.name) != zpa::fold_case(name)) continue;
        only = &thing;
        ++count;
    }
    const bool clear = count == 1 && only->id == id && is_expressible("group", {{"name", name}});
    return clear ? json{{"name", name}} : json{{"id", id}};
}

class Writer {
public:
    Writer(const ListedKey& listed, const Catalogue& catalogue, const Destination& destination)
        : key_(listed.key), listed_(listed), catalogue_(catalogue), destination_(destination) {
        spec_ = {{"associationType", zpa::to_string(listed.type)}, {"adopt", {{"id", key_.id}}}};
    }

    void say_place() {
        if (destination_.tenant.name != "default") spec_["tenantRef"] = {{"name", destination_.tenant.name}};
        if (elsewhere()) spec_["microtenantID"] = listed_.microtenant_id;
    }

    void say_name(const std::string& object_name) {
        if (key_.name == destination_.name_prefix + object_name) return;
        say("name", key_.name, "it has characters that a spec may not have; the key keeps it");
    }

    void say_use() {
        if (key_.max_usage >= std::max<std::int64_t>(1, key_.usage_count) &&
            is_expressible("maxUsage", key_.max_usage)) {
            spec_["maxUsage"] = key_.max_usage;
        } else {
            leave_out("maxUsage", fmt::format("{} is below the {} uses so far or out of range; the key keeps it",
                                              key_.max_usage, key_.usage_count));
        }
        if (!key_.exportable) spec_["exportable"] = false;
    }

    // The API has no lists for groups of the other types, so there a group needs its certificate beside it. Names count
    // within a microtenant, and the catalogue is of the tenant's own.
    void say_references() {
        static const std::vector<zpa::Group> no_groups;
        static const std::vector<zpa::EnrollmentCertificate> no_certificates;
        const auto usual = zpa::default_certificate_name(listed_.type);
        const bool certificate =
            !key_.enrollment_cert_id.empty() &&
            (usual.empty() || zpa::fold_case(key_.enrollment_cert_name) != zpa::fold_case(std::string(usual)));
        if (certificate) {
            spec_["enrollmentCert"] = refer_to(key_.enrollment_cert_id, key_.enrollment_cert_name,
                                               elsewhere() ? no_certificates : catalogue_.certificates);
        }
        if (key_.group_id.empty() || (usual.empty() && !certificate)) return;
        const auto groups = catalogue_.groups.find(listed_.type);
        const bool unknown = elsewhere() || groups == catalogue_.groups.end();
        spec_["group"] = refer_to(key_.group_id, key_.group_name, unknown ? no_groups : groups->second);
    }

    // What a key has by itself need not be said.
    void say_rest() {
        static const zpa::Key usual;
        zpa::visit_plain_fields(
            [&](const zpa::KeyField& field, const auto& value, const auto& by_itself) {
                if (value != by_itself) say(field.name, value, why_not(value));
            },
            key_, usual);
    }

    void observe() {
        spec_["managementPolicy"] = "Observe";
        remarks_.emplace_back("ZPA lets nobody change this key, so it is observed only");
    }

    void remark_origin() {
        if (origin_of(key_.name) == Origin::Unknown) return;
        remarks_.emplace_back("its name is one that operators give: look whose key it is before you apply this");
    }

    void remark_hidden_value() {
        if (!key_.value_fingerprint.empty()) return;
        remarks_.emplace_back(
            "ZPA does not show its value: put that into the object's Secret yourself, or remove this object");
    }

    json spec() { return std::move(spec_); }
    std::vector<std::string> remarks() { return std::move(remarks_); }

private:
    bool elsewhere() const {
        return !listed_.microtenant_id.empty() && listed_.microtenant_id != destination_.microtenant_id;
    }
    static const char* why_not(bool) { return ""; }  // there are words for both
    static const char* why_not(const std::string&) { return "it is longer than a spec may have it; the key keeps it"; }
    static const char* why_not(const std::vector<std::string>&) {
        return "it has entries that are no addresses, or one twice; the key keeps them";
    }
    void say(const char* field, const json& value, const char* why) {
        if (is_expressible(field, value)) {
            spec_[field] = value;
        } else {
            leave_out(field, why);
        }
    }
    void leave_out(const char* field, const std::string& why) {
        remarks_.push_back(fmt::format("{} is left out: {}", field, why));
    }

    const zpa::Key& key_;
    const ListedKey& listed_;
    const Catalogue& catalogue_;
    const Destination& destination_;
    json spec_;
    std::vector<std::string> remarks_;
};

}  // namespace

Manifest make_manifest(const ListedKey& listed, const std::string& object_name, const Catalogue& catalogue,
                       const Destination& destination) {
    Writer writer(listed, catalogue, destination);
    writer.say_place();
    if (listed.key.read_only || listed.key.zscaler_managed) {
        writer.observe();
    } else {
        writer.say_name(object_name);
        writer.say_use();
        writer.say_references();
        writer.say_rest();
    }
    writer.remark_origin();
    writer.remark_hidden_value();
    const json metadata = {{"name", object_name}, {"namespace", destination.tenant.namespace_name}};
    return {object_name,
            {{"apiVersion", common::provisioning_keys().api_version()},
             {"kind", common::provisioning_keys().kind},
             {"metadata", metadata},
             {"spec", writer.spec()}},
            writer.remarks()};
}

std::string to_text(const Manifest& manifest, const ListedKey& listed) {
    const auto& key = listed.key;
    auto out = fmt::format("# {} key {} \"{}\": {} of {} uses\n", zpa::to_string(listed.type), printable(key.id),
                           printable(key.name), key.usage_count, key.max_usage);
    for (const auto& remark : manifest.remarks) out += "# " + printable(remark) + "\n";
    return out + kube::to_yaml(manifest.object);
}

}  // namespace commands
