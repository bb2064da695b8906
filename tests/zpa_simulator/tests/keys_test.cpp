#include <gmock/gmock.h>

#include "tests/zpa_simulator/tests/harness.h"

namespace simulator {

namespace {

using nlohmann::json;
using testing::MatchesRegex;

class Keys : public Harness {};

TEST_F(Keys, PostAnswers200WithEveryNumberAsText) {
    const auto answer = post(keys(), key_body("edge-a"));
    ASSERT_EQ(answer.status, 200);
    const auto key = answer.json();
    for (const auto* name : {"id", "maxUsage", "usageCount", "creationTime", "modifiedTime", "modifiedBy", "zcomponentId"}) {
        EXPECT_TRUE(key.at(name).is_string()) << name;
    }
    EXPECT_EQ(key["usageCount"], "0");
    EXPECT_EQ(key["maxUsage"], "2");
    EXPECT_EQ(key["creationTime"], std::to_string(zpa.clock.seconds()));
    EXPECT_EQ(key["enabled"], true);
    EXPECT_EQ(key["exportable"], true);
    EXPECT_EQ(key["readOnly"], false);
    EXPECT_EQ(key["zscalerManaged"], false);
}

TEST_F(Keys, PostReplyLacksTheTwoNamesThatGetHas) {
    const auto made = make_key("edge-a");
    EXPECT_FALSE(made.contains("zcomponentName"));
    EXPECT_FALSE(made.contains("enrollmentCertName"));
    const auto read = get(keys(made["id"])).json();
    EXPECT_EQ(read["zcomponentName"], "connectors");
    EXPECT_EQ(read["enrollmentCertName"], "Connector");
    EXPECT_EQ(read["provisioningKey"], made["provisioningKey"]);
}

TEST_F(Keys, AssociationTypeIsNeverReturnedAndNullNeverOccurs) {
    const auto made = make_key("edge-a", {{"associationType", ""}});
    const auto read = get(keys(made["id"]));
    EXPECT_FALSE(made.contains("associationType"));
    EXPECT_FALSE(read.json().contains("associationType"));
    EXPECT_EQ(read.body.find("null"), std::string::npos);
}

TEST_F(Keys, IdsAreShortAndTheSameInEveryOrganisation) {
    zpa.state.add_customer("72057594037927936");
    const auto first = make_key("edge-a");
    EXPECT_THAT(first["id"].get<std::string>(), MatchesRegex("[0-9]{4,5}"));
    zpa.portal.add_group("72057594037927936", connector_group, "connectors");
    EXPECT_EQ(zpa.portal.add("72057594037927936", Key{}).id, first["id"]);
}

TEST_F(Keys, ValueHasThreePartsAndItsNumberComesFromTheCustomerId) {
    const auto value = make_key("edge-a")["provisioningKey"].get<std::string>();
    EXPECT_THAT(value, MatchesRegex("3\\|api\\.private\\.zscaler\\.com\\|[A-Za-z0-9+/]{384}-[0-9]{18}"));
    zpa.state.add_customer("72057594037927936");
    zpa.portal.add_group("72057594037927936", connector_group, "connectors");
    EXPECT_EQ(zpa.portal.add("72057594037927936", Key{}).value.substr(0, 2), "1|");
}

TEST_F(Keys, NumbersMayComeAsNumbersAndUnknownMembersAreIgnored) {
    const auto made = make_key("edge-a", {{"maxUsage", 7}, {"componentId", "x"}, {"usageCount", 5}, {"provisioningKey", "mine"}});
    EXPECT_EQ(made["maxUsage"], "7");
    EXPECT_EQ(made["usageCount"], "0");
    EXPECT_NE(made["provisioningKey"], "mine");
}

TEST_F(Keys, GetAndDeleteMayCarryABody) {
    const auto id = make_key("edge-a")["id"].get<std::string>();
    EXPECT_EQ(send("GET", at(keys(id)), "{}").status, 200);
    EXPECT_EQ(send("DELETE", at(keys(id)), "{}").status, 204);
}

TEST_F(Keys, PutTakesAPartAnswers204WithoutBodyAndKeepsTheRest) {
    const auto made = make_key("edge-a", {{"ipAcl", {"10.0.0.0/8", "2001:db8::1"}}, {"uiConfig", "opaque"}});
    zpa.clock.advance(std::chrono::seconds(5));
    const auto answer = put(keys(made["id"]), {{"name", "edge-a Updated"}});
    EXPECT_EQ(answer.status, 204);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(answer.headers.count("content-type"), 0U);
    const auto read = get(keys(made["id"])).json();
    EXPECT_EQ(read["name"], "edge-a Updated");
    EXPECT_EQ(read["maxUsage"], "2");
    EXPECT_EQ(read["ipAcl"], json({"10.0.0.0/8", "2001:db8::1"}));
    EXPECT_EQ(read["uiConfig"], "opaque");
    EXPECT_EQ(read["provisioningKey"], made["provisioningKey"]);
    EXPECT_EQ(read["creationTime"], made["creationTime"]);
    EXPECT_EQ(read["modifiedTime"], std::to_string(zpa.clock.seconds()));
}

TEST_F(Keys, DeleteAnswers204AndTheSecondOneFindsNothing) {
    const auto id = make_key("edge-a")["id"].get<std::string>();
    const auto first = remove(keys(id));
    EXPECT_EQ(first.status, 204);
    EXPECT_EQ(first.body, "");
    EXPECT_EQ(remove(keys(id)).json()["id"], "resource.not.found");
    EXPECT_EQ(get(keys(id)).status, 400);
}

TEST_F(Keys, NotFoundIs400Or404AsChosen) {
    EXPECT_EQ(get(keys("1")).status, 400);
    zpa.behaviours.edit([](Behaviour& b) { b.not_found_status = 404; });
    const auto answer = get(keys("1"));
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.json()["id"], "resource.not.found");
    EXPECT_EQ(answer.json()["params"], json({"1"}));
}

TEST_F(Keys, AreNotFoundUnderAnotherAssociationType) {
    const auto id = make_key("edge-a")["id"].get<std::string>();
    EXPECT_EQ(get(keys(id, service_edge_group)).json()["id"], "resource.not.found");
}

TEST_F(Keys, ExistForAllFiveAssociationTypes) {
    for (const auto& type : association_types()) {
        const auto groups = zpa.portal.all<Group>(customer);
        const auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.association_type == type; });
        ASSERT_NE(group, groups.end()) << type;
        auto body = key_body("of " + type);
        body["zcomponentId"] = group->id;
        EXPECT_EQ(post(keys("", type), body).status, 200) << type;
        EXPECT_EQ(get(keys("", type)).json()["totalCount"], "1") << type;
    }
    EXPECT_EQ(get(keys("", "NO_SUCH_GRP")).json()["id"], "invalid.resource.argument");
}

TEST_F(Keys, OfAGroupComeAsABareArray) {
    const auto id = make_key("edge-a")["id"];
    const auto other = zpa.portal.add_group(customer, connector_group, "other");
    static_cast<void>(make_key("edge-b", {{"zcomponentId", other.id}}));
    const auto answer = get("associationType/CONNECTOR_GRP/zcomponent/" + connectors.id + "/provisioningKey").json();
    ASSERT_TRUE(answer.is_array());
    ASSERT_EQ(answer.size(), 1U);
    EXPECT_EQ(answer[0]["id"], id);
}

struct Refused {
    const char* what;
    json change;
    const char* id;
};

TEST_F(Keys, PostNamesTheFieldThatIsMissingOrWrong) {
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

TEST_F(Keys, NeedACertificateWithItsPrivateKey) {
    Certificate certificate;
    certificate.name = "without key";
    certificate.private_key_present = false;
    const auto id = zpa.portal.add(customer, certificate).id;
    auto body = key_body("edge-a");
    body["enrollmentCertId"] = id;
    EXPECT_EQ(post(keys(), body).json()["id"], "invalid.resource.argument");
}

TEST_F(Keys, MayNameAnUnknownGroupWhereZpaDoesNotMind) {
    zpa.behaviours.edit([](Behaviour& b) { b.unknown_reference_refused = false; });
    EXPECT_EQ(make_key("edge-a", {{"zcomponentId", "12"}})["zcomponentId"], "12");
}

TEST_F(Keys, BodyMustBeJson) {
    EXPECT_EQ(send("POST", at(keys()), "{").json()["id"], "bad.request");
    EXPECT_EQ(send("POST", at(keys()), "[]").json()["id"], "bad.request");
    const auto answer = call(server.port(), {"POST", at(keys()), "a=b",
                                             {{"authorization", "Bearer " + token}, {"content-type", "text/plain"}}});
    EXPECT_EQ(answer.status, 415);
}

TEST_F(Keys, HaveUniqueNamesWithoutRegardToCaseUnlessToldOtherwise) {
    static_cast<void>(make_key("edge-a"));
    EXPECT_EQ(post(keys(), key_body("EDGE-A")).json()["id"], "resource.already.exist");
    zpa.behaviours.edit([](Behaviour& b) { b.unique_names_ignore_case = false; });
    EXPECT_EQ(post(keys(), key_body("EDGE-A")).status, 200);
    EXPECT_EQ(post(keys(), key_body("edge-a")).status, 400);
    zpa.behaviours.edit([](Behaviour& b) { b.key_names_unique = false; });
    EXPECT_EQ(post(keys(), key_body("edge-a")).status, 200);
}

TEST_F(Keys, CannotTakeANameByPutThatAnotherHas) {
    static_cast<void>(make_key("edge-a"));
    const auto second = make_key("edge-b")["id"].get<std::string>();
    EXPECT_EQ(put(keys(second), {{"name", "edge-a"}}).json()["id"], "resource.already.exist");
    EXPECT_EQ(put(keys(second), {{"name", "edge-b"}}).status, 204) << "its own name is no conflict";
}

TEST_F(Keys, MayShareANameAcrossAssociationTypes) {
    static_cast<void>(make_key("edge-a"));
    auto body = key_body("edge-a");
    body["zcomponentId"] = edges.id;
    EXPECT_EQ(post(keys("", service_edge_group), body).status, 200);
}

TEST_F(Keys, MaxUsageBelowUsageIsRefusedUnlessToldOtherwise) {
    const auto key = make_key("edge-a", {{"maxUsage", 3}});
    static_cast<void>(enrol(key["provisioningKey"]));
    static_cast<void>(enrol(key["provisioningKey"]));
    EXPECT_EQ(put(keys(key["id"]), {{"maxUsage", 1}}).json()["id"], "invalid.resource.argument");
    EXPECT_EQ(put(keys(key["id"]), {{"maxUsage", 2}}).status, 204);
    zpa.behaviours.edit([](Behaviour& b) { b.max_usage_may_go_below_usage = true; });
    EXPECT_EQ(put(keys(key["id"]), {{"maxUsage", 1}}).status, 204);
}

TEST_F(Keys, GroupAndEnabledChangeByPutWhereZpaAllowsIt) {
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

TEST_F(Keys, ThatAreUsedCanBeDeletedUnlessToldOtherwise) {
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

TEST_F(Keys, ThatAreManagedCannotBeChanged) {
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

TEST_F(Keys, AreCountedAgainstTheAllowance) {
    zpa.state.with(customer, [](Organisation& organisation) { organisation.allowance.keys = 1; });
    static_cast<void>(make_key("edge-a"));
    EXPECT_EQ(post(keys(), key_body("edge-b")).status, 400);
}

TEST_F(Keys, AreRefusedWhereTheOrganisationEnrolsByOAuth2) {
    zpa.state.with(customer, [](Organisation& organisation) { organisation.oauth2_enrolment = true; });
    EXPECT_EQ(post(keys(), key_body("edge-a")).status, 400);
    zpa.behaviours.edit([](Behaviour& b) { b.key_refused_on_oauth2_status = 403; });
    EXPECT_EQ(post(keys(), key_body("edge-a")).status, 403);
    EXPECT_EQ(post("appConnectorGroup", {{"name", "g"}, {"latitude", "1"}, {"longitude", "1"}, {"location", "x"}})
                  .json()["params"],
              json({"enrollmentCertId"}));
}

TEST_F(Keys, NamesComeBackEscapedAndAreSearchedAsTheyWereSent) {
    const auto made = make_key("a & b <*>");
    EXPECT_EQ(made["name"], "a &amp; b &lt;&#x2a;&gt;");
    EXPECT_EQ(get(keys("?search=name%20EQ%20a%20%26%20b%20%3C*%3E")).json()["totalCount"], "1");
    zpa.behaviours.edit([](Behaviour& b) { b.html_escapes = false; });
    EXPECT_EQ(get(keys(made["id"])).json()["name"], "a & b <*>");
}

class Exportable : public Keys {};

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
