#include "tests/chaos/end_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "reconcilers/common/api.h"

namespace chaos {

using nlohmann::json;
using simulator::Key;

namespace {

const kube::Resource& keys() { return common::provisioning_keys(); }
const json::json_pointer kOwner("/metadata/annotations/zpa-operator.io~1owner");
const json::json_pointer kExternalId("/metadata/annotations/zpa-operator.io~1external-id");

// Everything there is, read once.
struct Present {
    std::vector<json> objects;
    std::map<kube::ObjectKey, json> secrets;
    std::map<std::string, Key> keys;  // by "customer/id"
};

Present read(Arena& arena) {
    Present out;
    for (const auto& home : arena.namespaces()) {
        for (auto& object : arena.cluster.list(keys(), home)) out.objects.push_back(std::move(object));
        for (auto& secret : arena.cluster.list(kube::secrets(), home)) {
            const auto name = kube::ObjectKey{home, secret.at("metadata").at("name").get<std::string>()};
            out.secrets.emplace(name, std::move(secret));
        }
    }
    for (const auto& customer : arena.customers()) {
        for (auto& key : arena.zpa->simulator.portal.all<Key>(customer)) {
            const auto id = customer + "/" + key.id;
            out.keys.emplace(id, std::move(key));
        }
    }
    return out;
}

class Inspection {
public:
    Inspection(Arena& arena, const Present& present) : arena_(arena), present_(present) {
        for (const auto& [customer, key] : arena.strangers_keys()) strangers_.insert(customer + "/" + key.id);
    }

    std::vector<Finding> findings() {
        for (const auto& object : present_.objects) look_at(object);
        for (const auto& [id, key] : present_.keys) {
            if (!owners_.contains(id) && !strangers_.contains(id))
                add("key " + id, fmt::format("key {} belongs to nobody", key.name));
        }
        look_at_secrets();
        look_at_strangers();
        return std::move(out_);
    }

private:
    void add(const std::string& about, const std::string& what) { out_.push_back({"end", about, what, now_micros()}); }

    void look_at(const json& object) {
        const auto& metadata = object.at("metadata");
        const auto about = metadata.at("namespace").get<std::string>() + "/" + metadata.at("name").get<std::string>();
        if (metadata.contains("deletionTimestamp"))
            return add(about, "it is still being deleted: " + scenario::message(object));
        if (object.contains("/status/creation"_json_pointer))
            return add(about, "it does not know yet what became of its creation");
        const auto identity = object.value("/status/identity"_json_pointer, json::object());
        const auto id =
            identity.contains("id") ? identity.value("customerID", "") + "/" + identity.value("id", "") : "";
        if (!id.empty()) {
            if (!owners_.emplace(id, about).second) add(about, fmt::format("key {} is {}'s, too", id, owners_.at(id)));
            look_at_key(object, about, id);
        }
        if (!scenario::is_ready(object)) look_at_excuse(object, about, id);
    }

    void look_at_key(const json& object, const std::string& about, const std::string& id) {
        const auto found = present_.keys.find(id);
        if (found == present_.keys.end()) return add(about, fmt::format("its key {} is not in ZPA", id));
        const auto& key = found->second;
        const auto& spec = object.at("spec");
        const bool ready = scenario::is_ready(object);
        const auto wanted = spec.value("name", spec.at("tenantRef").at("name").get<std::string>() + "-" +
                                                   object.at("metadata").at("name").get<std::string>());
        if (ready && key.name != wanted) add(about, fmt::format("its key is named {}, not {}", key.name, wanted));
        if (ready && key.max_usage != spec.at("maxUsage").get<int>()) add(about, "its key has another maxUsage");
        if (ready && key.enabled != spec.value("enabled", key.enabled))
            add(about, "its key is enabled or disabled against its spec");
        if (ready && key.exportable != spec.value("exportable", true))
            add(about, "its key's value is shown or hidden against its spec");
        look_at_value(object, about, key);
    }

    void look_at_value(const json& object, const std::string& about, const Key& key) {
        const auto slash = about.find('/');
        const auto secret = present_.secrets.find({about.substr(0, slash), about.substr(slash + 1)});
        if (scenario::reason(object) == "SecretConflict") return;
        if (secret == present_.secrets.end()) return add(about, "its Secret is not there");
        if (scenario::entry(secret->second, "provisionkey") != key.value)
            add(about, "its Secret does not hold its key's value");
    }

    // Not Ready, and rightly so?
    void look_at_excuse(const json& object, const std::string& about, const std::string& id) {
        const auto why = scenario::reason(object);
        const auto& spec = object.at("spec");
        const auto slash = about.find('/');
        if (why == "SecretConflict" &&
            arena_.strangers_secrets().contains({about.substr(0, slash), about.substr(slash + 1)}))
            return;
        const bool wants_another = spec.contains("adopt") || object.contains(kExternalId);
        if (why == "AdoptionNotAllowed" && wants_another) return;
        if (why == "TenantChanged" && is_copied_from_elsewhere(object)) return;
        if ((why == "NameConflict" || why == "NameTaken") && is_taken(object, id)) return;
        if (why == "AlreadyClaimed" && id.empty()) return;
        add(about, fmt::format("it is not Ready: {}: {}", why, scenario::message(object)));
    }

    // Its annotation, which people copied, names a key of the other organisation.
    bool is_copied_from_elsewhere(const json& object) const {
        const auto tenant = object.at("/spec/tenantRef/name"_json_pointer).get<std::string>();
        const auto noted = object.value(kExternalId, "");
        return !noted.empty() && !noted.starts_with(arena_.customer_of(tenant == "other" ? 2 : 0) + "/");
    }

    bool is_taken(const json& object, const std::string& id) const {
        const auto& spec = object.at("spec");
        const auto tenant = spec.at("tenantRef").at("name").get<std::string>();
        const auto& customer = arena_.customer_of(tenant == "other" ? 2 : 0);
        const auto wanted = spec.value("name", tenant + "-" + object.at("metadata").at("name").get<std::string>());
        return std::any_of(present_.keys.begin(), present_.keys.end(), [&](const auto& one) {
            return one.first != id && one.second.name == wanted && one.first.starts_with(customer + "/");
        });
    }

    void look_at_secrets() {
        for (const auto& [name, secret] : present_.secrets) {
            const auto owner = secret.value(kOwner, "");
            if (owner.empty() || arena_.strangers_secrets().contains(name)) continue;
            const bool there = std::any_of(present_.objects.begin(), present_.objects.end(), [&](const json& object) {
                return object.at("metadata").at("namespace") == name.namespace_name &&
                       object.at("metadata").at("name") == name.name;
            });
            if (!there) add(name.to_string(), "its Secret is still there, and it is gone");
        }
    }

    void look_at_strangers() {
        for (const auto& [customer, before] : arena_.strangers_keys()) {
            const auto now = present_.keys.find(customer + "/" + before.id);
            if (now == present_.keys.end()) {
                add("key " + before.id, "a stranger's key is gone");
            } else if (now->second.name != before.name || now->second.max_usage != before.max_usage ||
                       now->second.enabled != before.enabled || now->second.exportable != before.exportable) {
                add("key " + before.id, "a stranger's key was changed");
            }
        }
        for (const auto& [name, uid] : arena_.strangers_secrets()) {
            const auto now = present_.secrets.find(name);
            if (now == present_.secrets.end()) {  // its namespace may have gone
                if (arena_.is_present(name.namespace_name)) add(name.to_string(), "a stranger's Secret is gone");
            } else if (!arena_.is_untouched(now->second, uid)) {
                add(name.to_string(), "a stranger's Secret was changed");
            }
        }
    }

    Arena& arena_;
    const Present& present_;
    std::set<std::string> strangers_;
    std::map<std::string, std::string> owners_;  // of keys, by id
    std::vector<Finding> out_;
};

template <typename Look>
std::vector<Finding> until_nothing(Arena& arena, std::chrono::seconds patience, Look look) {
    const auto end = std::chrono::steady_clock::now() + patience;
    for (;;) {
        arena.operators.start_missing();
        auto found = look();
        if (found.empty() || std::chrono::steady_clock::now() > end) return found;
        std::this_thread::sleep_for(std::chrono::milliseconds(250));
    }
}

}  // namespace

std::vector<Finding> wait_for_right_end(Arena& arena, std::chrono::seconds patience) {
    return until_nothing(arena, patience, [&] {
        const auto present = read(arena);
        return Inspection(arena, present).findings();
    });
}

std::vector<Finding> wait_for_empty_end(Arena& arena, std::chrono::seconds patience) {
    for (const auto& home : arena.namespaces()) {
        for (const auto& object : arena.cluster.list(keys(), home))
            arena.cluster.remove(keys(), {home, object.at("metadata").at("name").get<std::string>()});
    }
    arena.diary.note("every object is deleted");
    return until_nothing(arena, patience, [&] {
        const auto present = read(arena);
        auto out = Inspection(arena, present).findings();
        for (const auto& object : present.objects) {
            const auto& metadata = object.at("metadata");
            const auto about =
                metadata.at("namespace").get<std::string>() + "/" + metadata.at("name").get<std::string>();
            out.push_back({"end", about, "it is still there: " + scenario::message(object), now_micros()});
        }
        return out;
    });
}

}  // namespace chaos
