#include "tests/zpa_simulator/tests/harness.h"

namespace simulator {

namespace {

using nlohmann::json;

class Enrolment : public Harness {
public:
    Enrolment() : key(make_key("edge-a")), value(key["provisioningKey"]), id(key["id"]) {}
    json read() { return get(keys(id)).json(); }

    json key;
    std::string value;
    std::string id;
};

TEST_F(Enrolment, SpendsAUseAndMakesAComponent) {
    zpa.clock.advance(std::chrono::seconds(9));
    const auto answer = enrol(value, {{"privateIp", "172.17.0.9"}, {"fingerprint", "abc"}}).json();
    const auto component = get("connector/" + answer["componentId"].get<std::string>()).json();
    EXPECT_EQ(component["name"], "edge-a-1");
    EXPECT_EQ(component["privateIp"], "172.17.0.9");
    EXPECT_EQ(component["fingerprint"], "abc");
    EXPECT_EQ(component["modifiedBy"], "-2");
    EXPECT_EQ(component["provisioningKeyId"], id);
    EXPECT_EQ(component["provisioningKeyName"], "edge-a");
    EXPECT_EQ(component["enrollmentCert"], json({{"id", "7003"}, {"name", "Connector"}}));
    EXPECT_EQ(component["appConnectorGroupId"], connectors.id);
    EXPECT_EQ(component["appConnectorGroupName"], "connectors");
    EXPECT_EQ(component["controlChannelStatus"], "ZPN_STATUS_AUTHENTICATED");
    EXPECT_EQ(component["creationTime"], std::to_string(zpa.clock.seconds()));
    EXPECT_EQ(read()["usageCount"], "1");
    EXPECT_EQ(read()["modifiedBy"], "3");
    EXPECT_EQ(read()["modifiedTime"], std::to_string(zpa.clock.seconds()));
    EXPECT_EQ(get("appConnectorGroup/" + connectors.id).json()["connectors"][0]["name"], "edge-a-1");
}

TEST_F(Enrolment, BeyondTheLimitIs400NonceUsageExceeded) {
    EXPECT_EQ(enrol(value).status, 200);
    EXPECT_EQ(enrol(value).status, 200);
    const auto refused = enrol(value);
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(refused.json()["id"], "nonce.usage.exceeded");
    EXPECT_EQ(refused.json()["params"], json({"nonce.maxUsage"}));
    EXPECT_TRUE(refused.json().contains("hostname"));
    EXPECT_EQ(read()["usageCount"], "2");
    EXPECT_EQ(put(keys(id), {{"maxUsage", 3}}).status, 204);
    EXPECT_EQ(enrol(value).json()["name"], "edge-a-3");
}

TEST_F(Enrolment, WithAValueThatIsNobodysIs401) {
    EXPECT_EQ(enrol("3|api.private.zscaler.com|nonsense").status, 401);
    EXPECT_EQ(enrol("").status, 401);
    EXPECT_EQ(remove(keys(id)).status, 204);
    EXPECT_EQ(enrol(value).status, 401);
}

TEST_F(Enrolment, UsageNeverGoesDownAndNumbersAreNeverUsedAgain) {
    const auto first = enrol(value).json()["componentId"].get<std::string>();
    EXPECT_EQ(remove("connector/" + first).status, 204);
    EXPECT_EQ(read()["usageCount"], "1");
    EXPECT_EQ(enrol(value).json()["name"], "edge-a-2");
}

TEST_F(Enrolment, OfTheSameFingerprintIsTheSameComponent) {
    const auto first = enrol(value, {{"fingerprint", "abc"}}).json();
    const auto again = enrol(value, {{"fingerprint", "abc"}}).json();
    EXPECT_EQ(again["componentId"], first["componentId"]);
    EXPECT_EQ(again["reenrolled"], true);
    EXPECT_EQ(read()["usageCount"], "1");
    zpa.behaviours.edit([](Behaviour& b) { b.reenrolment_costs_a_use = true; });
    EXPECT_EQ(enrol(value, {{"fingerprint", "abc"}}).json()["componentId"], first["componentId"]);
    EXPECT_EQ(read()["usageCount"], "2");
    EXPECT_EQ(enrol(value, {{"fingerprint", "abc"}}).status, 400);
}

TEST_F(Enrolment, WithADisabledKeyIsRefusedUnlessToldOtherwise) {
    EXPECT_EQ(put(keys(id), {{"enabled", false}}).status, 204);
    EXPECT_EQ(enrol(value).status, 401);
    zpa.behaviours.edit([](Behaviour& b) { b.disabled_key_enrols = true; });
    EXPECT_EQ(enrol(value).status, 200);
}

TEST_F(Enrolment, FromOutsideTheAddressListStaysPending) {
    EXPECT_EQ(put(keys(id), {{"ipAcl", {"198.51.100.0/24"}}}).status, 204);
    EXPECT_EQ(enrol(value, {{"publicIp", "203.0.113.1"}}).json()["connected"], false);
    EXPECT_EQ(enrol(value, {{"publicIp", "198.51.100.7"}}).json()["connected"], true);
}

TEST_F(Enrolment, WithoutAConnectionLacksVersionPlatformAndStatus) {
    const auto component =
        get("connector/" + enrol(value, {{"connected", false}}).json()["componentId"].get<std::string>()).json();
    for (const auto* later :
         {"currentVersion", "platform", "controlChannelStatus", "privateIp", "lastBrokerConnectTime"}) {
        EXPECT_FALSE(component.contains(later)) << later;
    }
}

TEST_F(Enrolment, RenamedKeyKeepsTheNamesOfItsComponents) {
    const auto component = enrol(value).json()["componentId"].get<std::string>();
    EXPECT_EQ(put(keys(id), {{"name", "edge-b"}}).status, 204);
    EXPECT_EQ(get("connector/" + component).json()["name"], "edge-a-1");
    EXPECT_EQ(enrol(value).json()["name"], "edge-b-2");
}

TEST_F(Enrolment, OfAServiceEdgeHasItsAddressInTheNestedVersion) {
    auto body = key_body("pse");
    body["zcomponentId"] = edges.id;
    const std::string edge_value = post(keys("", service_edge_group), body).json()["provisioningKey"];
    const auto component = enrol(edge_value, {{"privateIp", "172.17.0.3"}}).json()["componentId"].get<std::string>();
    const auto edge = get("serviceEdge/" + component).json();
    EXPECT_EQ(edge["serviceEdgeGroupId"], edges.id);
    EXPECT_EQ(edge["privateBrokerVersion"]["privateIp"], "172.17.0.3");
    EXPECT_EQ(edge["privateBrokerVersion"]["ctrlChannelStatus"], "ZPN_STATUS_AUTHENTICATED");
    EXPECT_EQ(edge["privateBrokerVersion"]["lastConnectTime"].get<std::string>().size(), 16U) << "microseconds";
    EXPECT_EQ(get("connector/" + component).json()["id"], "resource.not.found");
    EXPECT_EQ(get("serviceEdgeGroup/" + edges.id).json()["serviceEdges"].size(), 1U);
}

class Components : public Enrolment {
public:
    std::string enrolled() { return enrol(value).json()["componentId"]; }
};

TEST_F(Components, CannotBeMadeThroughTheApi) { EXPECT_EQ(post("connector", {{"name", "x"}}).status, 404); }

TEST_F(Components, PutTakesNameDescriptionAndEnabled) {
    const auto component = enrolled();
    EXPECT_EQ(
        put("connector/" + component, {{"name", "n"}, {"description", "d"}, {"enabled", false}, {"fingerprint", "f"}})
            .status,
        204);
    const auto read = get("connector/" + component).json();
    EXPECT_EQ(read["name"], "n");
    EXPECT_EQ(read["description"], "d");
    EXPECT_EQ(read["enabled"], false);
    EXPECT_NE(read["fingerprint"], "f");
}

TEST_F(Components, AreDeletedInBulkWith200) {
    const auto first = enrolled();
    const auto second = enrolled();
    EXPECT_EQ(post("connector/bulkDelete", {{"ids", {first, second}}}).status, 200);
    EXPECT_EQ(get("connector").json()["totalCount"], "0");
    EXPECT_EQ(post("connector/bulkDelete", {{"ids", {first}}}).json()["id"], "resource.not.found");
}

TEST_F(Components, ThatDisconnectedAreFoundByHowLongAgo) {
    const auto component = enrolled();
    zpa.portal.set_connected(customer, component, false);
    zpa.clock.advance(std::chrono::hours(16 * 24));
    token = sign_in().json()["access_token"];  // the fixture's has expired meanwhile
    EXPECT_EQ(get("connector/" + component).json()["controlChannelStatus"], "ZPN_STATUS_DISCONNECTED");
    const std::string search =
        "connector?search=controlChannelStatus%20EQ%20ZPN_STATUS_DISCONNECTED%20AND%20lastBrokerDisconnectTimeDuration%"
        "20";
    EXPECT_EQ(get(search + "GT%2015d").json()["totalCount"], "1");
    EXPECT_EQ(get(search + "LT%2015d").json()["totalCount"], "0");
}

TEST_F(Components, BlockTheirGroup) {
    static_cast<void>(enrolled());
    EXPECT_EQ(remove(keys(id)).status, 204);
    EXPECT_EQ(remove("appConnectorGroup/" + connectors.id).json()["id"], "resource.referenced");
}

}  // namespace

}  // namespace simulator
