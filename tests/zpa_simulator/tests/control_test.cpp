#include <set>

#include "tests/zpa_simulator/fault_kinds.h"
#include "tests/zpa_simulator/tests/harness.h"

namespace simulator {

namespace {

using nlohmann::json;
using namespace std::chrono_literals;

class ControlTest : public Harness {
public:
    std::string own(const std::string& rest) const { return "/customers/" + customer + "/" + rest; }
};

TEST_F(ControlTest, TellsWhatThereIsAndRefusesTheRest) {
    EXPECT_NE(control("GET", "").body.find("faults/ID/release"), std::string::npos);
    EXPECT_EQ(control("GET", "/nonsense").status, 404);
    EXPECT_EQ(control("PUT", "/counters").status, 405);
}

TEST_F(ControlTest, BehaviourIsShownChangedAndPutBack) {
    EXPECT_EQ(control("GET", "/behaviour").json()["key_names_unique"], true);
    EXPECT_EQ(control("PATCH", "/behaviour", {{"key_names_unique", false}, {"not_found_status", 404}}).status, 200);
    EXPECT_EQ(get(keys("1")).status, 404);
    EXPECT_EQ(control("DELETE", "/behaviour").status, 200);
    EXPECT_EQ(get(keys("1")).status, 400);
}

TEST_F(ControlTest, BehaviourOfOneCustomerLeavesTheOthersAlone) {
    zpa.state.add_customer("216196257331289999");
    EXPECT_EQ(control("PATCH", "/behaviour?customer=216196257331289999", {{"not_found_status", 404}}).status, 200);
    EXPECT_EQ(get(keys("1")).status, 400);
    EXPECT_EQ(send("GET", "/zpa/mgmtconfig/v1/admin/customers/216196257331289999/connector/1").status, 404);
}

TEST_F(ControlTest, BehaviourRefusesWhatItDoesNotKnow) {
    EXPECT_EQ(control("PATCH", "/behaviour", {{"key_name_unique", false}}).status, 400);
    EXPECT_EQ(control("PATCH", "/behaviour", {{"key_names_unique", 1}}).status, 400);
}

TEST_F(ControlTest, FaultsAreAddedListedAndCleared) {
    const auto made =
        control("POST", "/faults", {{"fault", "throttled"}, {"count", 1}, {"match", {{"method", "GET"}}}});
    ASSERT_EQ(made.status, 201);
    EXPECT_EQ(get(keys()).status, 429);
    const auto id = made.json()["id"].get<std::string>();
    EXPECT_EQ(control("GET", "/faults/" + id).json()["hits"], 1);
    EXPECT_EQ(control("GET", "/faults").json()["faults"].size(), 1U);
    EXPECT_EQ(control("DELETE", "/faults/" + id).status, 204);
    EXPECT_EQ(control("DELETE", "/faults/" + id).status, 404);
    EXPECT_EQ(control("DELETE", "/faults").status, 204);
}

TEST_F(ControlTest, FaultsRefuseWhatTheyDoNotKnow) {
    EXPECT_EQ(control("POST", "/faults", {{"fault", "gremlin"}}).status, 400);
    EXPECT_EQ(control("POST", "/faults", {{"fault", "error"}, {"counts", 1}}).status, 400);
    EXPECT_EQ(control("POST", "/faults", {{"fault", "error"}, {"match", {{"methods", "GET"}}}}).status, 400);
    EXPECT_EQ(control("POST", "/faults", {{"fault", "error"}, {"match", {{"path", "("}}}}).status, 400);
}

TEST_F(ControlTest, EveryFaultCanBeNamed) {
    std::set<std::string> names;
    for (const auto kind : fault_kinds()) {
        const std::string name = name_of(kind);
        EXPECT_TRUE(names.insert(name).second) << name << " names two kinds";
        EXPECT_EQ(control("POST", "/faults", {{"fault", name}, {"match", {{"id", "none"}}}}).json()["fault"], name);
    }
}

TEST_F(ControlTest, PortalEditsKeysBehindTheApisBack) {
    const auto id = make_key("edge-a")["id"].get<std::string>();
    EXPECT_EQ(control("PATCH", own("keys/" + id), {{"maxUsage", 50}, {"readOnly", true}, {"enabled", false}}).status,
              200);
    const auto read = get(keys(id)).json();
    EXPECT_EQ(read["maxUsage"], "50");
    EXPECT_EQ(read["readOnly"], true);
    EXPECT_EQ(read["enabled"], false);
    EXPECT_EQ(control("DELETE", own("keys/" + id)).status, 204);
    EXPECT_NE(get(keys(id)).status, 200);
    EXPECT_EQ(control("DELETE", own("keys/" + id)).status, 404);
    EXPECT_EQ(control("PATCH", own("keys/" + id), {{"maxUsage", 1}}).status, 404);
}

TEST_F(ControlTest, PortalRefusesAWrongType) {
    const auto id = make_key("edge-a")["id"].get<std::string>();
    EXPECT_EQ(control("PATCH", own("keys/" + id), {{"maxUsage", "many"}}).status, 400);
    EXPECT_EQ(get(keys(id)).json()["maxUsage"], "2");
}

TEST_F(ControlTest, PortalAddsObjectsOfEveryKind) {
    EXPECT_EQ(control("POST", own("keys"), {{"name", "portal"}}).status, 201);
    EXPECT_EQ(get(keys("?search=name+EQ+portal")).json()["list"][0]["zcomponentName"], "connectors");
    EXPECT_EQ(
        control("POST", own("groups"), {{"name", "more"}, {"associationType", service_edge_group}, {"city", "Bern"}})
            .status,
        201);
    EXPECT_EQ(get("serviceEdgeGroup?search=name+EQ+more").json()["list"][0]["city"], "Bern");
    EXPECT_EQ(control("POST", own("certificates"), {{"name", "Connector"}, {"privateKeyPresent", false}}).status, 201);
    EXPECT_EQ(control("POST", own("microtenants"), {{"name", "lab"}}).status, 201);
    EXPECT_EQ(get("microtenants").json()["totalCount"], "2");
    EXPECT_EQ(control("GET", own("nonsense")).status, 404);
    EXPECT_EQ(control("GET", "/customers/1/keys").status, 404);
}

TEST_F(ControlTest, PortalSeedsManyKeysAtOnce) {
    EXPECT_EQ(control("POST", own("keys"), {{"name", "many"}, {"count", 1000}, {"maxUsage", 3}}).json()["seeded"],
              1000);
    const auto page = get(keys("?pagesize=500")).json();
    EXPECT_EQ(page["totalCount"], "1000");
    EXPECT_EQ(page["list"][0]["name"], "many-1");
    EXPECT_EQ(page["list"][0]["maxUsage"], "3");
}

TEST_F(ControlTest, PortalConnectsAndDisconnectsComponents) {
    const auto component = enrol(make_key("edge-a")["provisioningKey"]).json()["componentId"].get<std::string>();
    EXPECT_EQ(control("PATCH", own("components/" + component), {{"connected", false}}).status, 200);
    EXPECT_EQ(get("connector/" + component).json()["controlChannelStatus"], "ZPN_STATUS_DISCONNECTED");
    EXPECT_EQ(control("PATCH", own("components/" + component), {{"connected", true}}).status, 200);
    EXPECT_EQ(get("connector/" + component).json()["controlChannelStatus"], "ZPN_STATUS_AUTHENTICATED");
}

TEST_F(ControlTest, DumpsHideValuesUnlessAskedForThem) {
    const auto value = make_key("edge-a")["provisioningKey"].get<std::string>();
    for (const auto& path : {std::string("/state"), own("keys"), std::string("/clients")}) {
        EXPECT_EQ(control("GET", path).body.find(value), std::string::npos) << path;
        EXPECT_EQ(control("GET", path).body.find(default_secret), std::string::npos) << path;
    }
    EXPECT_NE(control("GET", "/state?values=true").body.find(value), std::string::npos);
    EXPECT_NE(control("GET", own("keys?values=true")).body.find(value), std::string::npos);
}

TEST_F(ControlTest, StateIsDumpedAndLoaded) {
    const auto made = make_key("edge-a");
    const auto dump = control("GET", "/state?values=true").json();
    EXPECT_EQ(control("POST", "/reset").status, 204);
    EXPECT_TRUE(zpa.portal.all<Key>(customer).empty());
    EXPECT_EQ(control("PUT", "/state", dump).status, 204);
    token = sign_in().json()["access_token"];
    EXPECT_EQ(get(keys(made["id"])).json()["provisioningKey"], made["provisioningKey"]);
    EXPECT_NE(make_key("edge-b")["id"], made["id"]) << "ids go on where they were";
}

TEST_F(ControlTest, CustomersAreAddedChangedAndRemoved) {
    EXPECT_EQ(control("POST", "/customers", {{"id", "216196257331289999"}, {"name", "second"}}).status, 201);
    EXPECT_EQ(
        control("PATCH", "/customers/216196257331289999", {{"oauth2Enrolment", true}, {"allowance", {{"keys", 5}}}})
            .json()["oauth2Enrolment"],
        true);
    EXPECT_EQ(control("GET", "/customers").json()["customers"].size(), 2U);
    EXPECT_EQ(control("DELETE", "/customers/216196257331289999").status, 204);
    EXPECT_EQ(control("DELETE", "/customers/216196257331289999").status, 404);
    EXPECT_EQ(control("POST", "/customers", {{"id", "acme"}}).status, 400);
}

TEST_F(ControlTest, ClientsAreAddedChangedAndRemoved) {
    EXPECT_EQ(control("POST", "/clients", {{"id", "second"}, {"secret", "s2"}}).status, 204);
    EXPECT_EQ(sign_in({{"client_id", "second"}, {"client_secret", "s2"}}).status, 200);
    EXPECT_EQ(control("PATCH", "/clients/second", {{"secret", "s3"}}).status, 204);
    EXPECT_EQ(sign_in({{"client_id", "second"}, {"client_secret", "s2"}}).status, 400);
    EXPECT_EQ(sign_in({{"client_id", "second"}, {"client_secret", "s3"}}).status, 200);
    EXPECT_EQ(control("DELETE", "/clients/second").status, 204);
    EXPECT_EQ(sign_in({{"client_id", "second"}, {"client_secret", "s3"}}).status, 400);
}

TEST_F(ControlTest, TokensAreRevoked) {
    EXPECT_EQ(control("DELETE", "/tokens?client=somebody").status, 204);
    EXPECT_EQ(get(keys()).status, 200);
    EXPECT_EQ(control("DELETE", "/tokens").status, 204);
    EXPECT_EQ(get(keys()).status, 401);
}

TEST_F(ControlTest, ClockIsMoved) {
    const auto before = control("GET", "/clock").json()["seconds"].get<std::int64_t>();
    EXPECT_EQ(control("POST", "/clock", {{"advance_seconds", 60}}).json()["seconds"], before + 60);
}

TEST_F(ControlTest, CountersCountCallsOfZpaOnly) {
    zpa.journal.clear();
    static_cast<void>(make_key("edge-a"));
    static_cast<void>(get(keys()));
    static_cast<void>(get(keys()));
    static_cast<void>(control("GET", "/journal"));
    const auto counters = control("GET", "/counters").json();
    EXPECT_EQ(counters["total"], 3);
    EXPECT_EQ(counters["customers"][customer]["most_reads_in_10s"], 2);
    EXPECT_EQ(counters["customers"][customer]["most_writes_in_10s"], 1);
    EXPECT_EQ(zpa.journal.counters().of("GET", "provisioningKey", 200), 2U);
    EXPECT_EQ(zpa.journal.counters().of("POST", "", -1, customer), 1U);
}

TEST_F(ControlTest, MostInTenSecondsSlides) {
    zpa.journal.clear();
    for (int i = 0; i < 3; ++i) static_cast<void>(get(keys()));
    zpa.clock.advance(9s);
    for (int i = 0; i < 3; ++i) static_cast<void>(get(keys()));
    zpa.clock.advance(9s);
    static_cast<void>(get(keys()));
    EXPECT_EQ(zpa.journal.counters().most_reads(customer), 6U);
    EXPECT_EQ(zpa.journal.counters().most_writes(customer), 0U);
}

TEST_F(ControlTest, JournalNamesWhatAWriteTouchedAndNeverAValue) {
    const auto after = zpa.journal.last();
    const auto made = make_key("edge-a");
    static_cast<void>(remove(keys(made["id"])));
    const auto answer = control("GET", "/journal?after=" + std::to_string(after));
    const auto entries = answer.json()["entries"];
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0]["method"], "POST");
    EXPECT_EQ(entries[0]["kind"], "provisioningKey");
    EXPECT_EQ(entries[0]["object_id"], made["id"]);
    EXPECT_EQ(entries[0]["object_name"], "edge-a");
    EXPECT_EQ(entries[0]["client"], default_client);
    EXPECT_EQ(entries[0]["committed"], true);
    EXPECT_EQ(entries[1]["operation"], "delete");
    EXPECT_EQ(entries[1]["object_name"], "edge-a");
    EXPECT_EQ(entries[1]["source"], "127.0.0.1");
    EXPECT_EQ(answer.body.find(made["provisioningKey"].get<std::string>()), std::string::npos);
}

TEST_F(ControlTest, JournalWaitsForWhatIsAskedFor) {
    const auto after = zpa.journal.last();
    static_cast<void>(get(keys()));
    const auto found =
        control("GET", "/journal?wait_ms=10000&method=GET&kind=provisioningKey&after=" + std::to_string(after));
    EXPECT_EQ(found.json()["entries"].size(), 1U);
    EXPECT_EQ(control("GET", "/journal?wait_ms=1&method=PUT").json()["entries"].size(), 0U);
}

TEST_F(ControlTest, ResetPutsEverythingBack) {
    static_cast<void>(make_key("edge-a"));
    zpa.behaviours.edit([](Behaviour& b) { b.not_found_status = 404; });
    EXPECT_EQ(control("POST", "/reset").status, 204);
    EXPECT_EQ(get(keys()).status, 401) << "tokens are gone";
    EXPECT_TRUE(zpa.portal.all<Key>(customer).empty());
    EXPECT_EQ(zpa.behaviours.of("").not_found_status, 400);
}

}  // namespace

}  // namespace simulator
