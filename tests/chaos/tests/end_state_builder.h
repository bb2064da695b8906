#pragma once

#include <string>

#include "controller/kube/base64.h"
#include "reconcilers/common/api.h"
#include "tests/chaos/inspection.h"
#include "tests/chaos/tests/books_builder.h"

namespace chaos {

inline constexpr auto kNote = "zpa-operator.io/external-id";

// An end as it should be: the object "ns/blue" of the tenant "north" has the key "c1/k1", and its Secret.
class EndStateBuilder {
public:
    EndStateBuilder() {
        state.homes = {"ns"};
        state.customers = {{"north", "c1"}, {"other", "c2"}};
        state.made_for = [](const std::string& key) { return key == "c1/k1" ? "u1" : key == "c1/k2" ? "u2" : ""; };
        state.tenants = {{{"metadata", {{"name", "north"}, {"namespace", "base"}, {"generation", 1}}},
                          {"status", {{"conditions", {condition("Ready", "True", "Ready")}}}}}};
        state.objects = {object("blue", "u1")};
        has_key(blue(), "c1", "k1");
        state.keys["c1/k1"] = key("north-blue");
        state.secrets[{"ns", "blue"}] = secret("blue");
        state.keys["c1/s1"] = state.strangers_keys["c1/s1"] = key("strangers-1");
        state.strangers_secrets = {{{"ns", "hers"}, "s1"}};
        state.secrets[{"ns", "hers"}] = {{"metadata", {{"name", "hers"}, {"namespace", "ns"}, {"uid", "s1"}}},
                                         {"data", {{"mine", kube::base64_encode(kStrangersText)}}}};
    }

    nlohmann::json& blue() { return state.objects.front(); }
    nlohmann::json& blues_secret() { return state.secrets.at({"ns", "blue"}); }
    simulator::Key& blues_key() { return state.keys.at("c1/k1"); }

    // Not Ready for that reason, and without a key.
    EndStateBuilder& waits(const std::string& reason) {
        say("Ready", "False", reason);
        blue()["status"].erase("identity");
        state.keys.erase("c1/k1");
        return *this;
    }
    // A key of the organisation, by its annotation: customer/microtenant/type/id/time.
    EndStateBuilder& note(const std::string& customer, const std::string& id) {
        blue()["metadata"]["annotations"][kNote] = customer + "/0/CONNECTOR_GRP/" + id + "/1700000000";
        return *this;
    }
    EndStateBuilder& say(const std::string& type, const std::string& status, const std::string& reason) {
        auto& conditions = blue()["status"]["conditions"];
        for (auto& one : conditions) {
            if (one.at("type") == type) return one = condition(type, status, reason), *this;
        }
        conditions.push_back(condition(type, status, reason));
        return *this;
    }
    // Another object that has another key.
    EndStateBuilder& with_green() {
        state.objects.push_back(object("green", "u2"));
        has_key(state.objects.back(), "c1", "k2");
        state.keys["c1/k2"] = key("north-green");
        state.secrets[{"ns", "green"}] = secret("green");
        return *this;
    }
    static void has_key(nlohmann::json& object, const std::string& customer, const std::string& id) {
        object["status"]["identity"] = {{"customerID", customer}, {"id", id}};
    }
    static simulator::Key key(const std::string& name) {
        simulator::Key out;
        out.name = name;
        out.max_usage = 5;
        out.value = "value";
        return out;
    }

    std::string findings() const { return told(inspect(state).findings); }

    EndState state;

private:
    static nlohmann::json condition(const std::string& type, const std::string& status, const std::string& reason) {
        return {{"type", type}, {"status", status}, {"reason", reason}, {"message", "why"}, {"observedGeneration", 1}};
    }
    static nlohmann::json object(const std::string& name, const std::string& uid) {
        auto conditions = nlohmann::json::array();
        for (const auto* type : {"Ready", "KeySynced", "SecretSynced"})
            conditions.push_back(condition(type, "True", "Ready"));
        return {{"metadata", {{"name", name}, {"namespace", "ns"}, {"uid", uid}, {"generation", 1}}},
                {"spec", {{"tenantRef", {{"name", "north"}}}, {"maxUsage", 5}}},
                {"status", {{"conditions", conditions}}}};
    }
    static nlohmann::json secret(const std::string& name) {
        return {{"metadata",
                 {{"name", name},
                  {"namespace", "ns"},
                  {"labels", {{common::kManagedByLabel, common::kManagedByValue}}},
                  {"annotations", {{"zpa-operator.io/owner", "ns/" + name}}}}},
                {"data", {{"provisionkey", kube::base64_encode("value")}}}};
    }
};

}  // namespace chaos
