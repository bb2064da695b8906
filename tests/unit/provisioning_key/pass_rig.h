#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "reconcilers/provisioning_key/reconciler.h"
#include "tests/fakes/fake_random.h"
#include "tests/fakes/key_workplace.h"
#include "tests/unit/runtime/scripted_api.h"

namespace provisioning_key_test {

// The reasons of all events, in their order.
class Events final : public runtime::EventRecorder {
public:
    void publish(const runtime::ObjectReference&, runtime::EventType, const std::string& reason, const std::string&,
                 const std::string&) override {
        reasons.push_back(reason);
    }
    std::vector<std::string> reasons;
};

// The reconciler and one object, net/blue, that has its finalizer; an API server that takes every status. There is no
// ZPA, and no tenant unless a test puts one there: for what becomes of a pass, not for what it does in ZPA.
class PassTest : public ::testing::Test {
protected:
    PassTest() {
        api.answer([this](const http::Request& request) {
            object["status"] = nlohmann::json::parse(request.body).at("status");
            number();
            return tests::ScriptedApi::reply(200, object);
        });
        show();
    }

    // What the pass writes, the watch shows before the next one.
    runtime::Result pass() {
        const auto next = reconciler.reconcile({"net", "blue"}, {{}, tests::quiet()});
        show();
        return next;
    }
    void edit(const nlohmann::json& spec) {
        object["spec"].update(spec);
        object["metadata"]["generation"] = object["metadata"]["generation"].get<int>() + 1;
        change();
    }
    // Somebody else has written `object`.
    void change() {
        number();
        show();
    }
    void number() { object["metadata"]["resourceVersion"] = std::to_string(++version); }
    void show() {
        place.keys.put(std::make_shared<const provisioning_key::ProvisioningKey>(
            provisioning_key::parse_provisioning_key(object)));
    }
    std::string reason_of(const std::string& type) const {
        const auto shown = place.keys.get({"net", "blue"});
        const auto* condition = kube::find_condition(shown->status.conditions, type);
        return condition == nullptr ? "" : std::string(condition->reason);
    }

    nlohmann::json object = {
        {"metadata",
         {{"name", "blue"},
          {"namespace", "net"},
          {"uid", "blue-1"},
          {"resourceVersion", "1"},
          {"generation", 1},
          {"finalizers", {"zpa-operator.io/provisioning-key"}}}},
        {"spec", {{"associationType", "CONNECTOR_GRP"}, {"group", {{"id", "7"}}}, {"maxUsage", 5}}}};
    int version = 1;
    fakes::FakeClock clock;
    fakes::ConstantRandom random;
    tests::ScriptedApi api{clock};
    const kube::Client client{api.connection(), base::open_fence(), 0};
    Events events;
    fakes::KeyWorkplace place{client, events, clock, random};
    provisioning_key::ProvisioningKeyReconciler reconciler{place.tools()};
};

}  // namespace provisioning_key_test
