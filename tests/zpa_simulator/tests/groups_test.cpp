#include "tests/zpa_simulator/tests/harness.h"

namespace simulator {

namespace {

using nlohmann::json;

class Groups : public Harness {
public:
    static json body(const std::string& name) {
        return {{"name", name}, {"latitude", "37.338200"}, {"longitude", -121.8863}, {"location", "San Jose"}};
    }
    std::string make(const std::string& resource, const std::string& name, const json& more = json::object()) {
        auto content = body(name);
        content.update(more);
        const auto answer = post(resource, content);
        EXPECT_EQ(answer.status, 201) << answer.body;
        return answer.json()["id"];
    }
};

TEST_F(Groups, PostAnswers201WithoutWhatOnlyAReadShows) {
    for (const auto* resource : {"appConnectorGroup", "serviceEdgeGroup"}) {
        const auto made = post(resource, body("g")).json();
        for (const auto* later : {"upgradePriority", "versionProfileVisibilityScope", "version", "microtenantName"}) {
            EXPECT_FALSE(made.contains(later)) << resource << " " << later;
            EXPECT_TRUE(get(std::string(resource) + "/" + made["id"].get<std::string>()).json().contains(later))
                << later;
        }
        EXPECT_EQ(made["id"].get<std::string>().size(), 18U);
    }
}

TEST_F(Groups, HaveZpasDefaults) {
    const auto app = get("appConnectorGroup/" + make("appConnectorGroup", "a")).json();
    EXPECT_EQ(app["dnsQueryType"], "IPV4_IPV6");
    EXPECT_EQ(app["upgradeDay"], "SUNDAY");
    EXPECT_EQ(app["upgradeTimeInSecs"], "66600");
    EXPECT_EQ(app["overrideVersionProfile"], false);
    EXPECT_EQ(app["connectorGroupType"], "APP");
    EXPECT_EQ(app["enabled"], true);
    EXPECT_EQ(app["microtenantName"], "Default");
    EXPECT_FALSE(app.contains("microtenantId"));
    const auto edge = get("serviceEdgeGroup/" + make("serviceEdgeGroup", "e")).json();
    EXPECT_EQ(edge["overrideVersionProfile"], true);
    EXPECT_EQ(edge["isPublic"], "DEFAULT");
    EXPECT_FALSE(edge.contains("dnsQueryType"));
}

TEST_F(Groups, AreDisabledWhenThePostDoesNotSayWhereZpaTakesItSo) {
    zpa.behaviours.edit([](Behaviour& b) { b.group_enabled_when_absent = false; });
    EXPECT_EQ(get("appConnectorGroup/" + make("appConnectorGroup", "a")).json()["enabled"], false);
}

TEST_F(Groups, CoordinatesAreNormalisedAndThePlaceDerived) {
    const auto made = get("appConnectorGroup/" + make("appConnectorGroup", "a")).json();
    EXPECT_EQ(made["latitude"], "37.3382");
    EXPECT_EQ(made["longitude"], "-121.8863");
    EXPECT_EQ(made["cityCountry"], "San Jose, US");
    EXPECT_EQ(made["countryCode"], "US");
    const auto tokyo =
        post("appConnectorGroup", {{"name", "t"}, {"latitude", "35.68"}, {"longitude", "139"}, {"location", "x"}});
    EXPECT_EQ(tokyo.json()["cityCountry"], "Tokyo, JP");
    EXPECT_EQ(tokyo.json()["longitude"], "139.0");
}

TEST_F(Groups, PartialPutOfAnAppConnectorGroupLosesItsCoordinates) {
    const auto id = make("appConnectorGroup", "a", {{"description", "d"}, {"praEnabled", true}});
    EXPECT_EQ(put("appConnectorGroup/" + id, {{"name", "b"}}).status, 204);
    const auto read = get("appConnectorGroup/" + id).json();
    EXPECT_EQ(read["name"], "b");
    EXPECT_EQ(read["description"], "d");
    EXPECT_EQ(read["praEnabled"], true);
    EXPECT_EQ(read["location"], "San Jose");
    for (const auto* lost : {"latitude", "longitude", "cityCountry", "countryCode"})
        EXPECT_FALSE(read.contains(lost)) << lost;
}

TEST_F(Groups, WholePutOfAnAppConnectorGroupKeepsThem) {
    const auto id = make("appConnectorGroup", "a");
    EXPECT_EQ(put("appConnectorGroup/" + id, get("appConnectorGroup/" + id).json()).status, 204);
    EXPECT_EQ(get("appConnectorGroup/" + id).json()["latitude"], "37.3382");
}

TEST_F(Groups, PartialPutOfAServiceEdgeGroupKeepsAll) {
    const auto id = make("serviceEdgeGroup", "e");
    EXPECT_EQ(put("serviceEdgeGroup/" + id, {{"name", "f"}}).status, 204);
    EXPECT_EQ(get("serviceEdgeGroup/" + id).json()["latitude"], "37.3382");
}

TEST_F(Groups, RefuseWhatIsOutOfRange) {
    const std::vector<json> wrong{{{"latitude", "91"}},
                                  {{"longitude", "-181"}},
                                  {{"latitude", "north"}},
                                  {{"location", ""}},
                                  {{"upgradeDay", "SOMEDAY"}},
                                  {{"upgradeTimeInSecs", "86400"}},
                                  {{"upgradeTimeInSecs", "66601"}},
                                  {{"dnsQueryType", "IPV5"}},
                                  {{"versionProfileId", "77"}},
                                  {{"dcHostingInfo", std::string(65, 'x')}},
                                  {{"tcpQuickAckApp", true}},
                                  {{"enrollmentCertId", "1"}},
                                  {{"name", ""}}};
    for (const auto& change : wrong) {
        auto content = body("a");
        content.update(change);
        EXPECT_EQ(post("appConnectorGroup", content).status, 400) << change;
    }
    auto far = body("e");
    far.update({{"graceDistanceEnabled", true}, {"graceDistanceValue", "30000"}, {"graceDistanceValueUnit", "MILES"}});
    EXPECT_EQ(post("serviceEdgeGroup", far).status, 400);
    far["graceDistanceValueUnit"] = "KMS";
    EXPECT_EQ(post("serviceEdgeGroup", far).json()["graceDistanceValue"], "30000.0");
}

TEST_F(Groups, IsPublicIsATextHoweverItIsSent) {
    EXPECT_EQ(get("serviceEdgeGroup/" + make("serviceEdgeGroup", "a", {{"isPublic", "TRUE"}})).json()["isPublic"],
              "TRUE");
    EXPECT_EQ(get("serviceEdgeGroup/" + make("serviceEdgeGroup", "b", {{"isPublic", false}})).json()["isPublic"],
              "FALSE");
}

TEST_F(Groups, HaveUniqueNamesUnlessToldOtherwise) {
    EXPECT_EQ(post("appConnectorGroup", body("CONNECTORS")).json()["id"], "resource.already.exist");
    EXPECT_EQ(post("serviceEdgeGroup", body("connectors")).status, 201) << "the other kind has its own names";
    zpa.behaviours.edit([](Behaviour& b) { b.group_names_unique = false; });
    EXPECT_EQ(post("appConnectorGroup", body("CONNECTORS")).status, 201);
}

TEST_F(Groups, ThatKeysReferToAreNotDeletedUnlessToldOtherwise) {
    static_cast<void>(make_key("edge-a"));
    const auto refused = remove("appConnectorGroup/" + connectors.id);
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(refused.json()["id"], "resource.referenced");
    EXPECT_EQ(refused.json()["params"], json({"Provisioning Key", "edge-a"}));
    zpa.behaviours.edit([](Behaviour& b) { b.delete_of_referenced_group_refused = false; });
    EXPECT_EQ(remove("appConnectorGroup/" + connectors.id).status, 204);
}

TEST_F(Groups, AreFoundUnderTheirOwnKindOnly) {
    EXPECT_EQ(get("serviceEdgeGroup/" + connectors.id).json()["id"], "resource.not.found");
    EXPECT_EQ(get("appConnectorGroup").json()["totalCount"], "1");
    EXPECT_EQ(get("appConnectorGroup?search=name%20EQ%20connectors").json()["totalCount"], "1");
    EXPECT_EQ(get("appConnectorGroup/summary").json(), json({{{"id", connectors.id}, {"name", "connectors"}}}));
    EXPECT_EQ(get("appConnectorGroup/" + connectors.id + "/sg").json()["totalCount"], "0");
}

TEST_F(Groups, ReadByIdHidesTheLssFlagThatTheListShows) {
    const auto id = make("appConnectorGroup", "a", {{"lssAppConnectorGroup", true}});
    EXPECT_EQ(get("appConnectorGroup/" + id).json()["lssAppConnectorGroup"], false);
    EXPECT_EQ(get("appConnectorGroup?search=name+EQ+a").json()["list"][0]["lssAppConnectorGroup"], true);
}

TEST_F(Groups, ThatAreManagedCannotBeChanged) {
    zpa.portal.edit<Group>(customer, connectors.id, [](Group& group) { group.zscaler_managed = true; });
    EXPECT_EQ(put("appConnectorGroup/" + connectors.id, body("a")).status, 400);
    EXPECT_EQ(remove("appConnectorGroup/" + connectors.id).status, 400);
}

class Certificates : public Harness {
public:
    static std::string v2(const std::string& query = "") {
        return std::string("/zpa/mgmtconfig/v2/admin/customers/") + default_customer + "/enrollmentCert" + query;
    }
};

TEST_F(Certificates, AreFourFromTheStartWithConsecutiveIds) {
    const auto list = send("GET", v2()).json()["list"];
    ASSERT_EQ(list.size(), 4U);
    EXPECT_EQ(list[0]["name"], "Root");
    EXPECT_FALSE(list[0].contains("parentCertName"));
    EXPECT_EQ(list[1]["clientCertType"], "ZAPP_CLIENT");
    EXPECT_EQ(list[2]["name"], "Connector");
    EXPECT_EQ(list[2]["parentCertName"], "Root");
    EXPECT_EQ(list[3]["name"], "Service Edge");
    EXPECT_EQ(list[3]["clientCertType"], "NONE");
    EXPECT_EQ(std::stoi(list[3]["id"].get<std::string>()) - std::stoi(list[0]["id"].get<std::string>()), 3);
}

TEST_F(Certificates, AreListedByVersion2AndReadByVersion1) {
    EXPECT_EQ(send("GET", v2("?search=name%2BEQ%2BConnector")).json()["list"][0]["id"], "7003");
    EXPECT_EQ(get("enrollmentCert/7003").json()["name"], "Connector");
    EXPECT_EQ(get("enrollmentCert").status, 404);
}

TEST_F(Certificates, TellWhetherTheirPrivateKeyIsThere) {
    EXPECT_EQ(send("GET", v2("?search=privateKeyPresent%20EQ%20true")).json()["totalCount"], "4");
    zpa.portal.edit<Certificate>(customer, "7003",
                                 [](Certificate& certificate) { certificate.private_key_present = false; });
    EXPECT_EQ(send("GET", v2("?search=privateKeyPresent%20EQ%20true")).json()["totalCount"], "3");
}

class Profiles : public Harness {};

TEST_F(Profiles, AreThreeFromTheStart) {
    const auto list = get("visible/versionProfiles").json()["list"];
    ASSERT_EQ(list.size(), 3U);
    EXPECT_EQ(list[0]["name"], "Default");
    EXPECT_EQ(list[1]["name"], "Previous Default");
    EXPECT_EQ(list[2]["id"], "2");
    EXPECT_EQ(list[2]["name"], "New Release");
    EXPECT_TRUE(list[0]["numberOfAssistants"].is_string());
    EXPECT_EQ(put("visible/versionProfiles/0", {{"upgradePriority", "DAY"}}).status, 204);
    EXPECT_EQ(put("visible/versionProfiles/0", {{"upgradePriority", "NEVER"}}).status, 400);
}

class Schedules : public Harness {};

TEST_F(Schedules, ExistOnceAndUnderBothPaths) {
    const std::string help = std::string("/zpa/mgmtconfig/v1/customer/") + default_customer + "/connectorSchedule";
    EXPECT_EQ(send("POST", help, R"({"enabled":true,"frequency":"days","frequencyInterval":14})").status, 204);
    EXPECT_EQ(post("connectorSchedule", {{"enabled", true}}).json()["id"], "resource.already.exist");
    const auto schedule = get("connectorSchedule").json();
    EXPECT_EQ(schedule["frequencyInterval"], "14");
    EXPECT_EQ(put("connectorSchedule/" + schedule["id"].get<std::string>(), {{"frequencyInterval", "4"}}).status, 400);
    EXPECT_EQ(put("connectorSchedule/" + schedule["id"].get<std::string>(), {{"frequencyInterval", "5"}}).status, 204);
    EXPECT_EQ(get("serviceEdgeSchedule").json()["id"], "resource.not.found");
}

}  // namespace

}  // namespace simulator
