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
    for (const auto* name :
         {"id", "maxUsage", "usageCount", "creationTime", "modifiedTime", "modifiedBy", "zcomponentId"}) {
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
    EXPECT_EQ(zpa.portal.add("72057594037927936", Key{}).id, first["id"].get<std::string>());
}

TEST_F(Keys, ValueHasThreePartsAndItsNumberComesFromTheCustomerId) {
    const auto value = make_key("edge-a")["provisioningKey"].get<std::string>();
    EXPECT_THAT(value, MatchesRegex("3\\|api\\.private\\.zscaler\\.com\\|[A-Za-z0-9+/]{384}-[0-9]{18}"));
    zpa.state.add_customer("72057594037927936");
    zpa.portal.add_group("72057594037927936", connector_group, "connectors");
    EXPECT_EQ(zpa.portal.add("72057594037927936", Key{}).value.substr(0, 2), "1|");
}

TEST_F(Keys, NumbersMayComeAsNumbersAndUnknownMembersAreIgnored) {
    const auto made =
        make_key("edge-a", {{"maxUsage", 7}, {"componentId", "x"}, {"usageCount", 5}, {"provisioningKey", "mine"}});
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
        const auto group =
            std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.association_type == type; });
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

}  // namespace

}  // namespace simulator
