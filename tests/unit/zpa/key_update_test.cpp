#include "reconcilers/zpa/key_update.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reconcilers/zpa/json_fields.h"
#include "tests/unit/zpa/support.h"

namespace zpa_test {
namespace {

using nlohmann::json;

const std::string kRaw = R"({"id":"58001","name":"edge-a","maxUsage":"2","usageCount":"1","enabled":true,
    "exportable":false,"zcomponentId":"101","zcomponentName":"g","enrollmentCertId":"7003",
    "enrollmentCertName":"Connector","uiConfig":"opaque","ipAcl":["10.0.0.1"],"futureField":{"a":[1]},
    "big":216196257331281921})";

json overlaid(const zpa::KeyChanges& changes) { return json::parse(zpa::overlay_key(kRaw, changes)); }

TEST(OverlayKey, without_changes_sends_back_all_that_came) {
    EXPECT_TRUE(zpa::KeyChanges{}.empty());
    EXPECT_EQ(overlaid({}), json::parse(kRaw));
}

TEST(OverlayKey, changes_what_is_named_and_nothing_else) {
    zpa::KeyChanges changes;
    changes.name = "edge-b";
    changes.max_usage = 7;
    changes.enabled = false;
    EXPECT_FALSE(changes.empty());
    json expected = json::parse(kRaw);
    expected["name"] = "edge-b";
    expected["maxUsage"] = "7";
    expected["enabled"] = false;
    EXPECT_EQ(overlaid(changes), expected);
}

TEST(OverlayKey, always_says_exportable) {
    EXPECT_EQ(json::parse(zpa::overlay_key(R"({"id":"1"})", {}))["exportable"], true);
    EXPECT_EQ(overlaid({})["exportable"], false);
    zpa::KeyChanges changes;
    changes.exportable = false;
    EXPECT_EQ(json::parse(zpa::overlay_key(R"({"id":"1","exportable":"true"})", changes))["exportable"], false);
}

TEST(OverlayKey, clears_lists_and_texts_on_request) {
    zpa::KeyChanges changes;
    changes.ip_acl = std::vector<std::string>{};
    changes.ui_config = "";
    EXPECT_EQ(overlaid(changes)["ipAcl"], json::array());
    EXPECT_EQ(overlaid(changes)["uiConfig"], "");
}

TEST(OverlayKey, drops_the_names_of_what_is_replaced) {
    zpa::KeyChanges changes;
    changes.group_id = "102";
    changes.enrollment_cert_id = "7004";
    const json body = overlaid(changes);
    EXPECT_EQ(body["zcomponentId"], "102");
    EXPECT_EQ(body["enrollmentCertId"], "7004");
    EXPECT_FALSE(body.contains("zcomponentName"));
    EXPECT_FALSE(body.contains("enrollmentCertName"));
}

TEST(OverlayKey, never_sends_the_value) {
    const json body = json::parse(zpa::overlay_key(R"({"id":"1","provisioningKey":"3|h|s"})", {}));
    EXPECT_FALSE(body.contains("provisioningKey"));
}

TEST(OverlayKey, refuses_what_is_not_an_object) {
    for (const char* raw : {"", "[]", "{", "7"}) {
        EXPECT_EQ(error_of([&] { zpa::overlay_key(raw, {}); }).kind(), ErrorKind::Protocol) << raw;
    }
}

TEST(KeyDraft, is_exportable_and_leaves_out_what_is_empty) {
    zpa::KeyDraft draft{"edge-a.x", 5, "101", "7003", true, {}, ""};
    EXPECT_EQ(zpa::to_json(draft), json::parse(R"({"name":"edge-a.x","maxUsage":"5","zcomponentId":"101",
        "enrollmentCertId":"7003","enabled":true,"exportable":true})"));
    draft.ip_acl = {"10.0.0.1"};
    draft.ui_config = "u";
    draft.enabled = false;
    EXPECT_EQ(zpa::to_json(draft)["ipAcl"], json::array({"10.0.0.1"}));
    EXPECT_EQ(zpa::to_json(draft)["uiConfig"], "u");
    EXPECT_EQ(zpa::to_json(draft)["enabled"], false);
}

bool another(bool flag) { return !flag; }
std::int64_t another(std::int64_t number) { return number + 1; }
std::string another(const std::string& text) { return text + "0"; }
std::vector<std::string> another(const std::vector<std::string>&) { return {"198.51.100.0/24"}; }

// Every field by itself, those of a later day too: what is sent is remembered, and nothing else.
TEST(ApplyChanges, gives_the_key_that_ZPA_shows_after_the_put) {
    const zpa::Key before = zpa::parse_key(json::parse(kRaw));
    zpa::KeyChanges all;
    int count = 0;
    zpa::visit_fields(
        [&](const zpa::KeyField&, auto& change, const auto& value) {
            change = another(value);
            ++count;
        },
        all, before);
    EXPECT_GE(count, 8);
    for (int chosen = 0; chosen < count; ++chosen) {
        zpa::KeyChanges one;
        int at = 0;
        zpa::visit_fields(
            [&](const zpa::KeyField&, auto& change, const auto& wanted) {
                if (at++ == chosen) change = wanted;
            },
            one, all);
        EXPECT_FALSE(one.empty());
        zpa::Key after = before;
        zpa::apply(one, after);
        EXPECT_NE(after, before) << overlaid(one);
        EXPECT_EQ(after, zpa::parse_key(overlaid(one))) << overlaid(one);
    }
}

TEST(ApplyChanges, forgets_a_value_that_is_hidden) {
    zpa::Key key = zpa::parse_key(json::parse(R"({"id":"1","provisioningKey":"3|h|s"})"));
    zpa::apply({}, key);
    EXPECT_NE(key.value_fingerprint, "");
    zpa::KeyChanges hide;
    hide.exportable = false;
    zpa::apply(hide, key);
    EXPECT_FALSE(key.exportable);
    EXPECT_EQ(key.value_fingerprint, "");
}

TEST(JsonObjects, nested_too_deeply_are_refused) {
    const std::string deep = R"({"a":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
    EXPECT_EQ(error_of([&] { zpa::overlay_key(deep, {}); }).kind(), ErrorKind::Protocol);
}

TEST(JsonObjects, of_many_small_values_cost_no_time_and_are_capped) {
    const auto with = [](std::size_t count) {
        std::string text = R"({"a":[{})";
        for (std::size_t i = 1; i < count; ++i) text += ",{}";
        return zpa::parse_json_object(text + "]}").at("a").size();
    };
    EXPECT_EQ(with(150'000), 150'000U);
    EXPECT_EQ(error_of([&] { with(200'000); }).kind(), ErrorKind::Protocol);
}

TEST(JsonRows, are_handed_over_and_only_they) {
    const auto rows_of = [](const std::string& body) {
        json rows = json::array();
        zpa::read_rows(body, [&](const json& row) { rows.push_back(row); });
        return rows;
    };
    EXPECT_EQ(rows_of(R"([{"id":"1","a":[{"b":{}}]},{}])"), json::parse(R"([{"id":"1","a":[{"b":{}}]},{}])"));
    EXPECT_EQ(rows_of(R"({"x":[{"id":"9"}],"list":[{"id":"1","list":[{"id":"5"}]}]})"),
              json::parse(R"([{"id":"1","list":[{"id":"5"}]}])"));
    EXPECT_EQ(rows_of(R"({"list":null})"), json::array());
    for (const char* body :
         {R"({"list":{"a":{"id":"1"}}})", R"([[{"id":"1"}]])", R"({"list":[1]})", "[1]", "1", "null", "{", "[{}"}) {
        EXPECT_EQ(error_of([&] { rows_of(body); }).kind(), ErrorKind::Protocol) << body;
    }
}

TEST(JsonRows, have_each_the_caps_of_an_object) {
    std::string body = "[";
    for (int i = 0; i < 300'000; ++i) body += "{},";
    std::size_t count = 0;
    zpa::read_rows(body + "{}]", [&](const json&) { ++count; });
    EXPECT_EQ(count, 300'001U);
    const std::string deep = "[{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}]";
    EXPECT_EQ(error_of([&] { zpa::read_rows(deep, [](const json&) {}); }).kind(), ErrorKind::Protocol);
}

}  // namespace
}  // namespace zpa_test
