#include "tests/zpa_simulator/tests/harness.h"

namespace simulator {

namespace {

using nlohmann::json;

class KeyRules : public Harness {};

struct Refused {
    const char* what;
    json change;
    const char* id;
};

TEST_F(KeyRules, PostNamesTheFieldThatIsMissingOrWrong) {
    const std::vector<Refused> cases{{"name", {{"name", nullptr}}, "invalid.resource.argument"},
                                     {"name", {{"name", "  "}}, "invalid.resource.argument"},
                                     {"maxUsage", {{"maxUsage", nullptr}}, "invalid.resource.argument"},
                                     {"maxUsage", {{"maxUsage", "0"}}, "invalid.resource.argument"},
                                     {"maxUsage", {{"maxUsage", "many"}}, "invalid.resource.argument"},
                                     {"enabled", {{"enabled", "perhaps"}}, "invalid.resource.argument"},
                                     {"ipAcl", {{"ipAcl", {"10.0.0.0/33"}}}, "invalid.resource.argument"},
                                     {"enrollmentCertId", {{"enrollmentCertId", ""}}, "invalid.resource.argument"},
                                     {"9999", {{"enrollmentCertId", "9999"}}, "resource.not.found"},
                                     {"12", {{"zcomponentId", "12"}}, "resource.not.found"},
                                     {"edges' id", {{"zcomponentId", edges.id}}, "resource.not.found"}};
    for (const auto& refused : cases) {
        auto body = key_body("edge-a");
        body.update(refused.change);
        const auto answer = post(keys(), body);
        EXPECT_EQ(answer.status, 400) << refused.what;
        EXPECT_EQ(answer.json()["id"], refused.id) << refused.what;
    }
    EXPECT_TRUE(zpa.portal.all<Key>(customer).empty());
}

TEST_F(KeyRules, NeedACertificateWithItsPrivateKey) {
    Certificate certificate;
    certificate.name = "without key";
    certificate.private_key_present = false;
    const auto id = zpa.portal.add(customer, certificate).id;
    auto body = key_body("edge-a");
    body["enrollmentCertId"] = id;
    EXPECT_EQ(post(keys(), body).json()["id"], "invalid.resource.argument");
}

TEST_F(KeyRules, MayNameAnUnknownGroupWhereZpaDoesNotMind) {
    zpa.behaviours.edit([](Behaviour& b) { b.unknown_reference_refused = false; });
    EXPECT_EQ(make_key("edge-a", {{"zcomponentId", "12"}})["zcomponentId"], "12");
}

TEST_F(KeyRules, BodyMustBeJson) {
    EXPECT_EQ(send("POST", at(keys()), "{").json()["id"], "bad.request");
    EXPECT_EQ(send("POST", at(keys()), "[]").json()["id"], "bad.request");
    const auto answer =
        call(server.port(),
             {"POST", at(keys()), "a=b", {{"authorization", "Bearer " + token}, {"content-type", "text/plain"}}});
    EXPECT_EQ(answer.status, 415);
}

TEST_F(KeyRules, HaveUniqueNamesWithoutRegardToCaseUnlessToldOtherwise) {
    static_cast<void>(make_key("edge-a"));
    EXPECT_EQ(post(keys(), key_body("EDGE-A")).json()["id"], "resource.already.exist");
    zpa.behaviours.edit([](Behaviour& b) { b.unique_names_ignore_case = false; });
    EXPECT_EQ(post(keys(), key_body("EDGE-A")).status, 200);
    EXPECT_EQ(post(keys(), key_body("edge-a")).status, 400);
    zpa.behaviours.edit([](Behaviour& b) { b.key_names_unique = false; });
    EXPECT_EQ(post(keys(), key_body("edge-a")).status, 200);
}

TEST_F(KeyRules, CannotTakeANameByPutThatAnotherHas) {
    static_cast<void>(make_key("edge-a"));
    const auto second = make_key("edge-b")["id"].get<std::string>();
    EXPECT_EQ(put(keys(second), {{"name", "edge-a"}}).json()["id"], "resource.already.exist");
    EXPECT_EQ(put(keys(second), {{"name", "edge-b"}}).status, 204) << "its own name is no conflict";
}

TEST_F(KeyRules, MayShareANameAcrossAssociationTypes) {
    static_cast<void>(make_key("edge-a"));
    auto body = key_body("edge-a");
    body["zcomponentId"] = edges.id;
    EXPECT_EQ(post(keys("", service_edge_group), body).status, 200);
}

TEST_F(KeyRules, MaxUsageBelowUsageIsRefusedUnlessToldOtherwise) {
    const auto key = make_key("edge-a", {{"maxUsage", 3}});
    static_cast<void>(enrol(key["provisioningKey"]));
    static_cast<void>(enrol(key["provisioningKey"]));
    EXPECT_EQ(put(keys(key["id"]), {{"maxUsage", 1}}).json()["id"], "invalid.resource.argument");
    EXPECT_EQ(put(keys(key["id"]), {{"maxUsage", 2}}).status, 204);
    zpa.behaviours.edit([](Behaviour& b) { b.max_usage_may_go_below_usage = true; });
    EXPECT_EQ(put(keys(key["id"]), {{"maxUsage", 1}}).status, 204);
}

TEST_F(KeyRules, GroupAndEnabledChangeByPutWhereZpaAllowsIt) {
    const auto other = zpa.portal.add_group(customer, connector_group, "other");
    const auto id = make_key("edge-a")["id"].get<std::string>();
    zpa.behaviours.edit([](Behaviour& b) { b.put_changes_group = b.put_changes_enabled = false; });
    EXPECT_EQ(put(keys(id), {{"zcomponentId", other.id}, {"enabled", false}}).status, 204);
    EXPECT_EQ(get(keys(id)).json()["zcomponentId"], connectors.id);
    EXPECT_EQ(get(keys(id)).json()["enabled"], true);
    zpa.behaviours.edit([](Behaviour& b) { b.put_changes_group = b.put_changes_enabled = true; });
    EXPECT_EQ(put(keys(id), {{"zcomponentId", other.id}, {"enabled", false}}).status, 204);
    EXPECT_EQ(get(keys(id)).json()["zcomponentName"], "other");
    EXPECT_EQ(get(keys(id)).json()["enabled"], false);
}

TEST_F(KeyRules, ThatAreUsedCanBeDeletedUnlessToldOtherwise) {
    const auto key = make_key("edge-a");
    const auto component = enrol(key["provisioningKey"]).json()["componentId"].get<std::string>();
    zpa.behaviours.edit([](Behaviour& b) { b.delete_of_used_key_refused = true; });
    EXPECT_EQ(remove(keys(key["id"])).json()["id"], "resource.referenced");
    zpa.behaviours.edit([](Behaviour& b) { b.delete_of_used_key_refused = false; });
    EXPECT_EQ(remove(keys(key["id"])).status, 204);
    const auto left = get("connector/" + component).json();
    EXPECT_EQ(left["controlChannelStatus"], "ZPN_STATUS_AUTHENTICATED") << "components stay connected";
    EXPECT_EQ(left["upgradeStatus"], "FAILED") << "but are not upgraded any more";
}

TEST_F(KeyRules, ThatAreManagedCannotBeChanged) {
    const auto id = make_key("edge-a")["id"].get<std::string>();
    for (const bool read_only : {true, false}) {
        zpa.portal.edit<Key>(customer, id, [&](Key& key) {
            key.read_only = read_only;
            key.zscaler_managed = !read_only;
        });
        EXPECT_EQ(put(keys(id), {{"maxUsage", 5}}).status, 400);
        EXPECT_EQ(remove(keys(id)).status, 400);
        EXPECT_EQ(get(keys(id)).json()["readOnly"], read_only);
    }
    zpa.behaviours.edit([](Behaviour& b) { b.managed_object_status = 403; });
    EXPECT_EQ(remove(keys(id)).status, 403);
}

TEST_F(KeyRules, AreCountedAgainstTheAllowance) {
    zpa.state.with(customer, [](Organisation& organisation) { organisation.allowance.keys = 1; });
    static_cast<void>(make_key("edge-a"));
    EXPECT_EQ(post(keys(), key_body("edge-b")).status, 400);
}

TEST_F(KeyRules, AreRefusedWhereTheOrganisationEnrolsByOAuth2) {
    zpa.state.with(customer, [](Organisation& organisation) { organisation.oauth2_enrolment = true; });
    EXPECT_EQ(post(keys(), key_body("edge-a")).status, 400);
    zpa.behaviours.edit([](Behaviour& b) { b.key_refused_on_oauth2_status = 403; });
    EXPECT_EQ(post(keys(), key_body("edge-a")).status, 403);
    EXPECT_EQ(post("appConnectorGroup", {{"name", "g"}, {"latitude", "1"}, {"longitude", "1"}, {"location", "x"}})
                  .json()["params"],
              json({"enrollmentCertId"}));
}

TEST_F(KeyRules, NamesComeBackEscapedAndAreSearchedAsTheyWereSent) {
    const auto made = make_key("a & b <*>");
    EXPECT_EQ(made["name"], "a &amp; b &lt;&#x2a;&gt;");
    EXPECT_EQ(get(keys("?search=name%20EQ%20a%20%26%20b%20%3C*%3E")).json()["totalCount"], "1");
    zpa.behaviours.edit([](Behaviour& b) { b.html_escapes = false; });
    EXPECT_EQ(get(keys(made["id"])).json()["name"], "a & b <*>");
}

class Exportable : public Harness {};

TEST_F(Exportable, FalseHidesTheValueFromGetAndList) {
    const auto made = make_key("edge-a", {{"exportable", false}});
    EXPECT_TRUE(made.contains("provisioningKey")) << "the POST still shows it";
    EXPECT_FALSE(get(keys(made["id"])).json().contains("provisioningKey"));
    EXPECT_FALSE(get(keys()).json()["list"][0].contains("provisioningKey"));
}

TEST_F(Exportable, HiddenValueMayBeAnEmptyText) {
    zpa.behaviours.edit([](Behaviour& b) {
        b.hidden_value_is_empty_text = true;
        b.post_returns_hidden_value = false;
    });
    const auto made = make_key("edge-a", {{"exportable", false}});
    EXPECT_EQ(made["provisioningKey"], "");
    EXPECT_EQ(get(keys(made["id"])).json()["provisioningKey"], "");
}

TEST_F(Exportable, PostMayHideTheValueAtOnce) {
    zpa.behaviours.edit([](Behaviour& b) { b.post_returns_hidden_value = false; });
    EXPECT_FALSE(make_key("edge-a", {{"exportable", "false"}}).contains("provisioningKey"));
}

TEST_F(Exportable, GoesOneWay) {
    const auto id = make_key("edge-a")["id"].get<std::string>();
    EXPECT_EQ(put(keys(id), {{"exportable", false}}).status, 204);
    EXPECT_EQ(put(keys(id), {{"exportable", true}}).status, 204);
    EXPECT_EQ(get(keys(id)).json()["exportable"], false);
}

TEST_F(Exportable, PutWithoutItKeepsItOrSetsItTrue) {
    const auto id = make_key("edge-a", {{"exportable", false}})["id"].get<std::string>();
    EXPECT_EQ(put(keys(id), {{"maxUsage", 3}}).status, 204);
    EXPECT_EQ(get(keys(id)).json()["exportable"], false);
    zpa.behaviours.edit([](Behaviour& b) { b.put_without_exportable_sets_true = true; });
    EXPECT_EQ(put(keys(id), {{"maxUsage", 4}}).status, 204);
    EXPECT_TRUE(get(keys(id)).json().contains("provisioningKey"));
}

}  // namespace

}  // namespace simulator
