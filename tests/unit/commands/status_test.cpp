#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "controller/commands/status_text.h"

namespace {

using commands::make_report;
using commands::StatusReport;
using nlohmann::json;

json condition(const char* type, const char* status, const char* reason, const char* message) {
    return {{"type", type},       {"status", status},        {"reason", reason},
            {"message", message}, {"observedGeneration", 1}, {"lastTransitionTime", "2026-01-02T03:04:05Z"}};
}

json key(const char* name, json status, json metadata = json::object()) {
    json out = {{"metadata", {{"name", name}, {"namespace", "connectors"}}},
                {"spec", {{"associationType", "CONNECTOR_GRP"}, {"group", {{"name", "Berlin"}}}, {"maxUsage", 10}}},
                {"status", std::move(status)}};
    out["metadata"].merge_patch(metadata);
    return out;
}

const json kReady = condition("Ready", "True", "Ready", "key and Secret are as wanted");
const json kMissing = condition("Ready", "False", "GroupNotFound", "ZPA has no App Connector group named \"Berlin\"");

StatusReport report_of(const json& one) { return make_report({}, {provisioning_key::parse_provisioning_key(one)}); }

StatusReport whole_report() {
    const auto tenant =
        tenant::parse_tenant({{"metadata", {{"name", "default"}, {"namespace", "connectors"}}},
                              {"spec", json::object()},
                              {"status",
                               {{"customerID", "216190000000000777"},
                                {"usage",
                                 {{{"associationType", "CONNECTOR_GRP"}, {"keys", 12}, {"components", 9}},
                                  {{"associationType", "SERVICE_EDGE_GRP"}, {"keys", 1}}}},
                                {"conditions", {kReady}}}}});
    return make_report(
        {tenant},
        {provisioning_key::parse_provisioning_key(key("edge-berlin", {{"usageCount", 7},
                                                                      {"maxUsage", 10},
                                                                      {"group", {{"id", "1"}, {"name", "Berlin"}}},
                                                                      {"conditions", {kReady}}})),
         provisioning_key::parse_provisioning_key(key("new", {{"conditions", {kMissing}}}))});
}

}  // namespace

TEST(Status, IsALineATenantAndALineAKey) {
    EXPECT_EQ(to_text(whole_report(), false, {.unicode = true}),
              "TENANT   STATUS  KEYS  COMPONENTS\n"
              "default  Ready   13    9           organisation 216190000000000777\n"
              "\n"
              "KEY          STATUS         USED             GROUP, OR WHAT IS WRONG\n"
              "edge-berlin  Ready          ███████░░░ 7/10  Berlin\n"
              "new          GroupNotFound  ░░░░░░░░░░ 0/10  ZPA has no App Connector group named \"Berlin\"\n");
}

TEST(Status, SaysTheNamespaceWhereThereAreSeveral) {
    const auto text = to_text(whole_report(), true, {});
    EXPECT_NE(text.find("NAMESPACE   KEY          STATUS"), std::string::npos) << text;
    EXPECT_NE(text.find("connectors  edge-berlin  Ready          #######--- 7/10"), std::string::npos) << text;
}

TEST(Status, ColoursWhatNeedsCareOnATerminalOnly) {
    const auto text =
        to_text(whole_report(), false, {.interactive = true, .unicode = true, .colour = true, .width = 60});
    EXPECT_NE(text.find("\033[31mGroupNotFound\033[0m"), std::string::npos);
    EXPECT_NE(text.find("\033[32mReady\033[0m"), std::string::npos);
    EXPECT_NE(text.find("…\n"), std::string::npos) << "the sentence is cut to the width";
    EXPECT_EQ(to_text(whole_report(), false, {}).find('\033'), std::string::npos);
}

TEST(Status, AnObjectNobodyLookedAtIsNotReady) {
    const auto standing = report_of(key("blue", {{"observedGeneration", -1}})).keys.at(0).standing;
    EXPECT_FALSE(standing.ready);
    EXPECT_EQ(standing.reason, "Unseen");
    EXPECT_FALSE(standing.message.empty());
}

TEST(Status, AnObjectThatGoesSaysWhatItWaitsFor) {
    const json metadata = {{"deletionTimestamp", "2026-01-02T03:04:05Z"}};
    const json status = {{"conditions", {kReady, condition("Reconciling", "True", "DeletionRefused", "ZPA says no")}}};
    const auto standing = report_of(key("blue", status, metadata)).keys.at(0).standing;
    EXPECT_FALSE(standing.ready);
    EXPECT_EQ(standing.reason, "Deleting");
    EXPECT_EQ(standing.message, "ZPA says no");
}

TEST(Status, UseThatRunsLowIsSaidOfReadyKeysToo) {
    const auto usage = condition("UsageAvailable", "True", "RunningLow", "9 of 10 enrolments are used");
    const json status = {{"usageCount", 9}, {"maxUsage", 10}, {"conditions", {kReady, usage}}};
    const auto found = report_of(key("blue", status)).keys.at(0);
    EXPECT_TRUE(found.standing.ready);
    EXPECT_TRUE(found.running_low);
    EXPECT_EQ(found.standing.message, "9 of 10 enrolments are used");
}

TEST(Status, NothingFromOutsideSteersTheTerminal) {
    const auto bad = condition("Ready", "False", "CreationRefused", "ZPA says \033[2J\nkey ready");
    const auto text = to_text(report_of(key("blue", {{"conditions", {bad}}})), false, {});
    EXPECT_NE(text.find("ZPA says ?[2J key ready\n"), std::string::npos) << text;
}

TEST(Status, IsJsonForMachines) {
    const auto out = to_json(whole_report());
    EXPECT_EQ(out.at("tenants").at(0).at("usage").at(0).at("components"), 9);
    const auto& blue = out.at("keys").at(0);
    EXPECT_EQ(blue.at("namespace"), "connectors");
    EXPECT_EQ(blue.at("name"), "edge-berlin");
    EXPECT_EQ(blue.at("ready"), true);
    EXPECT_EQ(blue.at("usageCount"), 7);
    EXPECT_EQ(blue.at("remaining"), 3);
    EXPECT_EQ(blue.at("tenant").at("name"), "default");
    EXPECT_FALSE(blue.contains("message"));
    EXPECT_EQ(out.at("keys").at(1).at("reason"), "GroupNotFound");
    EXPECT_FALSE(out.at("keys").at(1).contains("remaining"));
}
