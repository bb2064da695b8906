#include "controller/kube/yaml_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "controller/kube/yaml_guard.h"

using nlohmann::json;

TEST(YamlText, IsBlocksOneFieldALine) {
    const json value = {
        {"kind", "ProvisioningKey"},
        {"metadata", {{"name", "blue"}}},
        {"spec",
         {{"ipAcl", {"192.0.2.0/24", "::1"}}, {"enabled", false}, {"maxUsage", 10}, {"labels", json::object()}}}};
    EXPECT_EQ(kube::to_yaml(value),
              "kind: ProvisioningKey\n"
              "metadata:\n"
              "  name: blue\n"
              "spec:\n"
              "  enabled: false\n"
              "  ipAcl:\n"
              "    - \"192.0.2.0/24\"\n"
              "    - \"::1\"\n"
              "  labels: {}\n"
              "  maxUsage: 10\n");
}

TEST(YamlText, QuotesWhateverAReaderCouldTakeForSomethingElse) {
    for (const auto* text :
         {"",   "true", "No",       "ON",  "y",    "null", "~",      "4001",    "1e3",  "0x1F", "1_000", "2026-01-02",
          ".5", ".inf", "12:30:45", "- x", "a: b", "a #b", "*alias", "&anchor", "!tag", "[x]",  "{x}",   "a ",
          " a", "=",    "<<",       "@x",  "`x`",  "%x",   "|",      ">",       "'x'",  "?",    "a,b"}) {
        EXPECT_EQ(kube::yaml_scalar(text), json(text).dump()) << text;
    }
    for (const auto* text : {"blue", "zpa-operator.io/v1alpha1", "CONNECTOR_GRP", "edge group", "e3", "x1"}) {
        EXPECT_EQ(kube::yaml_scalar(text), text);
    }
}

TEST(YamlText, EscapesWhatWouldBreakALineOrHideWhatStandsThere) {
    EXPECT_EQ(kube::yaml_scalar("a\nb\tc\r"), R"("a\nb\tc\u000D")");
    EXPECT_EQ(kube::yaml_scalar("\u0085\u2028\uFEFF\u202E\x7F"), R"("\u0085\u2028\uFEFF\u202E\u007F")");
    EXPECT_EQ(kube::yaml_scalar("\u061C"), R"("\u061C")");
    EXPECT_EQ(kube::yaml_scalar("Zürich 東京 😀"), "\"Zürich 東京 😀\"");
    EXPECT_EQ(kube::yaml_scalar("back\\slash \"quoted\""), R"("back\\slash \"quoted\"")");
}

TEST(YamlText, IsReadBackAsWhatWentIn) {
    const json value = {
        {"a: b", "x\ny"},
        {"yes", {nullptr, true, -7, "7", "é", {{"deep", json::array({json::array({1, 2}), json::object()})}}}},
        {"empty", json::array()}};
    EXPECT_EQ(kube::yaml_to_json(kube::to_yaml(value), "test"), value) << kube::to_yaml(value);
    EXPECT_EQ(kube::yaml_to_json(kube::to_yaml("on"), "test"), "on");
}
