#include "tests/chaos/inspection.h"

#include <fmt/format.h>

#include <algorithm>

#include "reconcilers/common/api.h"
#include "tests/chaos/excuses.h"
#include "tests/scenario/harness/cluster.h"

namespace chaos {

using nlohmann::json;
using simulator::Key;

namespace {

const json::json_pointer kOwner("/metadata/annotations/zpa-operator.io~1owner");

class Inspection {
public:
    explicit Inspection(const EndState& state) : state_(state) {}

    Verdict verdict() {
        for (const auto& object : state_.objects) look_at(object);
        for (const auto* object : not_ready_) look_at_excuse(*object);
        for (const auto& [id, key] : state_.keys) {
            if (!owners_.contains(id) && !state_.strangers_keys.contains(id))
                add("key " + id, fmt::format("key {} belongs to nobody", key.name));
        }
        look_at_tenants();
        look_at_secrets();
        look_at_strangers();
        return std::move(out_);
    }

private:
    void add(const std::string& about, const std::string& what) {
        out_.findings.push_back({"end", about, what, now_micros()});
    }

    void look_at(const json& object) {
        const auto about = name_of(object).to_string();
        if (object.at("metadata").contains("deletionTimestamp"))
            return add(about, "it is still being deleted: " + scenario::message(object));
        if (object.contains("/status/creation"_json_pointer)) return look_at_creation(object, about);
        const bool ready = scenario::is_ready(object);
        if (ready) look_at_conditions(object, about);
        if (!ready) not_ready_.push_back(&object);
        const auto id = key_id_of(object);
        if (ready && id.empty()) add(about, "it is Ready and has no key");
        if (id.empty()) return;
        if (!owners_.emplace(id, about).second) add(about, fmt::format("key {} is {}'s, too", id, owners_.at(id)));
        const auto key = state_.keys.find(id);
        if (key == state_.keys.end()) return add(about, fmt::format("its key {} is not in ZPA", id));
        if (ready) look_at_key(object, about, key->second);
        if (scenario::reason(object) != "SecretConflict") look_at_secret(object, about, key->second);
    }

    // Where the value cannot be put no identity is recorded: what came of the mark is that object's all the same.
    void look_at_creation(const json& object, const std::string& about) {
        if (!is_excused(state_, object, owners_) || scenario::reason(object) != "SecretConflict")
            return add(about, "it does not know yet what became of its creation");
        not_ready_.push_back(&object);
        for (const auto& [id, key] : state_.keys) {
            if (key.name == object.at("/status/creation/birthName"_json_pointer)) owners_.emplace(id, about);
        }
    }

    // Beside Ready, which sums them up.
    void look_at_conditions(const json& object, const std::string& about) {
        const auto demand = [&](const char* type, bool right) {
            if (!right) add(about, fmt::format("it is Ready, and {} is {}", type, scenario::condition(object, type)));
        };
        for (const auto* type : {"KeySynced", "SecretSynced"})
            demand(type, scenario::condition(object, type) == "True");
        for (const auto* type : {"Stalled", "Reconciling"}) demand(type, scenario::condition(object, type) != "True");
    }

    void look_at_key(const json& object, const std::string& about, const Key& key) {
        const auto& spec = object.at("spec");
        const auto wanted = wanted_name(object);
        if (key.name != wanted) add(about, fmt::format("its key is named {}, not {}", key.name, wanted));
        if (key.max_usage != spec.at("maxUsage").get<int>()) add(about, "its key has another maxUsage");
        if (key.enabled != spec.value("enabled", key.enabled))
            add(about, "its key is enabled or disabled against its spec");
        if (key.exportable != spec.value("exportable", true))
            add(about, "its key's value is shown or hidden against its spec");
        if ((scenario::reason(object, "UsageAvailable") == "Disabled") == key.enabled)
            add(about, key.enabled ? "its key is said to be disabled" : "its key is disabled, and it does not say so");
        if (key.ip_acl != spec.value("ipAcl", key.ip_acl)) add(about, "its key has another ipAcl");
    }

    void look_at_secret(const json& object, const std::string& about, const Key& key) {
        const auto secret = state_.secrets.find(name_of(object));
        if (secret == state_.secrets.end()) return add(about, "its Secret is not there");
        if (scenario::entry(secret->second, "provisionkey") != key.value)
            add(about, "its Secret does not hold its key's value");
        if (!scenario::is_ready(object)) return;
        auto wanted = object.value("/spec/secret/labels"_json_pointer, json::object());
        wanted[common::kManagedByLabel] = common::kManagedByValue;
        const auto labels = secret->second.at("metadata").value("labels", json::object());
        for (const auto& [name, text] : wanted.items()) {
            if (labels.value(name, json()) != text) add(about, fmt::format("its Secret lacks the label {}", name));
        }
    }

    void look_at_excuse(const json& object) {
        const auto why = scenario::reason(object);
        if (is_excused(state_, object, owners_)) {
            ++out_.excuses[why];
        } else {
            add(name_of(object).to_string(), fmt::format("it is not Ready: {}: {}", why, scenario::message(object)));
        }
    }

    void look_at_tenants() {
        for (const auto& tenant : state_.tenants) {
            if (scenario::is_ready(tenant)) continue;
            add(name_of(tenant).to_string(),
                fmt::format("the tenant is not Ready: {}: {}", scenario::reason(tenant), scenario::message(tenant)));
        }
    }

    void look_at_secrets() {
        for (const auto& [name, secret] : state_.secrets) {
            if (secret.value(kOwner, "").empty() || state_.strangers_secrets.contains(name)) continue;
            const bool there = std::any_of(state_.objects.begin(), state_.objects.end(),
                                           [&](const json& object) { return name_of(object) == name; });
            if (!there) add(name.to_string(), "its Secret is still there, and it is gone");
        }
    }

    void look_at_strangers() {
        for (const auto& [id, before] : state_.strangers_keys) {
            const auto now = state_.keys.find(id);
            if (now == state_.keys.end()) {
                add("key " + id, "a stranger's key is gone");
            } else if (now->second.name != before.name || now->second.max_usage != before.max_usage ||
                       now->second.enabled != before.enabled || now->second.exportable != before.exportable) {
                add("key " + id, "a stranger's key was changed");
            }
        }
        for (const auto& [name, uid] : state_.strangers_secrets) {
            const auto now = state_.secrets.find(name);
            if (now == state_.secrets.end()) {  // its namespace may have gone
                if (state_.homes.contains(name.namespace_name)) add(name.to_string(), "a stranger's Secret is gone");
            } else if (!is_untouched(now->second, uid)) {
                add(name.to_string(), "a stranger's Secret was changed");
            }
        }
    }

    const EndState& state_;
    std::map<std::string, std::string> owners_;  // of keys
    std::vector<const json*> not_ready_;         // whose excuses may be others
    Verdict out_;
};

}  // namespace

Verdict inspect(const EndState& state) { return Inspection(state).verdict(); }

}  // namespace chaos
