#include <set>

#include "tests/zpa_simulator/search.h"
#include "tests/zpa_simulator/tests/harness.h"

namespace simulator {

namespace {

using nlohmann::json;

class Lists : public Harness {
public:
    void seed(std::size_t count) { zpa.portal.seed_keys(customer, count, named("key")); }
    static Key named(const std::string& name) {
        Key key;
        key.name = name;
        return key;
    }
    std::vector<std::string> names(const std::string& query) {
        const auto answer = get(keys(query));
        EXPECT_EQ(answer.status, 200) << answer.body;
        std::vector<std::string> out;
        const auto page = answer.json();
        for (const auto& item : page["list"]) out.push_back(item["name"]);
        return out;
    }
};

using Names = std::vector<std::string>;

TEST_F(Lists, HaveTotalsAsTextAndTwentyAPage) {
    seed(45);
    const auto page = get(keys()).json();
    EXPECT_EQ(page["totalPages"], "3");
    EXPECT_EQ(page["totalCount"], "45");
    EXPECT_EQ(page["list"].size(), 20U);
    EXPECT_EQ(get(keys("?page=3")).json()["list"].size(), 5U);
}

TEST_F(Lists, PagesDoNotOverlapAndLeaveNothingOut) {
    seed(45);
    std::set<std::string> ids;
    for (int page = 1; page <= 5; ++page) {
        const auto answer = get(keys("?pagesize=10&page=" + std::to_string(page))).json();
        for (const auto& item : answer["list"]) ids.insert(item["id"]);
    }
    EXPECT_EQ(ids.size(), 45U);
}

TEST_F(Lists, TakeNoMoreThan500APage) {
    seed(600);
    EXPECT_EQ(get(keys("?pagesize=500")).json()["list"].size(), 500U);
    EXPECT_EQ(get(keys("?pagesize=1000")).json()["list"].size(), 500U);
    EXPECT_EQ(get(keys("?pagesize=1000")).json()["totalPages"], "2");
    zpa.behaviours.edit([](Behaviour& b) { b.big_page_refused = true; });
    EXPECT_EQ(get(keys("?pagesize=1000")).json()["id"], "invalid.resource.argument");
}

TEST_F(Lists, RefuseAPageThatIsNoNumber) {
    EXPECT_EQ(get(keys("?page=0")).status, 400);
    EXPECT_EQ(get(keys("?pagesize=all")).status, 400);
}

TEST_F(Lists, ThatAreEmptyHaveAnEmptyListOrNone) {
    EXPECT_EQ(get(keys()).json(), json({{"totalPages", "0"}, {"totalCount", "0"}, {"list", json::array()}}));
    zpa.behaviours.edit([](Behaviour& b) { b.empty_list_has_list = false; });
    EXPECT_EQ(get(keys()).json(), json({{"totalPages", "0"}, {"totalCount", "0"}}));
}

TEST_F(Lists, BeyondTheEndAreEmptyButKeepTheirTotals) {
    seed(3);
    const auto page = get(keys("?page=2")).json();
    EXPECT_EQ(page["totalCount"], "3");
    EXPECT_TRUE(page["list"].empty());
}

TEST_F(Lists, AreSortedByANumberAsByANumber) {
    for (const int uses : {9, 10, 2}) {
        auto key = named("uses-" + std::to_string(uses));
        key.max_usage = uses;
        zpa.portal.add(customer, key);
    }
    EXPECT_EQ(names("?sortBy=maxUsage&sortOrder=ASC"), (Names{"uses-2", "uses-9", "uses-10"}));
    EXPECT_EQ(names("?sortBy=maxUsage&sortOrder=DESC"), (Names{"uses-10", "uses-9", "uses-2"}));
    EXPECT_EQ(names("?sortBy=name"), (Names{"uses-10", "uses-2", "uses-9"}));
}

TEST_F(Lists, AreSearchedWithASpaceOrALiteralPlusBetweenTheWords) {
    zpa.portal.add(customer, named("Service Edge"));
    zpa.portal.add(customer, named("other"));
    for (const auto* search : {"name%20EQ%20Service%20Edge", "name+EQ+Service+Edge", "name%2BEQ%2BService+Edge",
                               "name%2BEQ%2BService%20Edge", "name%20EQ%20service%20edge"}) {
        EXPECT_EQ(names(std::string("?search=") + search), (Names{"Service Edge"})) << search;
    }
}

TEST_F(Lists, EqMindsCaseWhereToldTo) {
    zpa.portal.add(customer, named("edge"));
    zpa.behaviours.edit([](Behaviour& b) { b.search_eq_ignores_case = false; });
    EXPECT_EQ(names("?search=name+EQ+EDGE"), Names{});
    EXPECT_EQ(names("?search=name+EQ+edge"), Names{"edge"});
}

TEST_F(Lists, AreSearchedByNumbersTruthsAndConjunctions) {
    for (const int uses : {2, 10}) {
        auto key = named("uses-" + std::to_string(uses));
        key.max_usage = uses;
        key.enabled = uses == 2;
        zpa.portal.add(customer, key);
    }
    EXPECT_EQ(names("?search=maxUsage%20EQ%202"), Names{"uses-2"});
    EXPECT_EQ(names("?search=maxUsage%20GT%209"), Names{"uses-10"});
    EXPECT_EQ(names("?search=maxUsage%20LTEQ%202"), Names{"uses-2"});
    EXPECT_EQ(names("?search=enabled%20EQ%20true"), Names{"uses-2"});
    EXPECT_EQ(names("?search=name%20LIKE%20SES"), (Names{"uses-2", "uses-10"}));
    EXPECT_EQ(names("?search=name%20STARTSWITH%20uses%20AND%20maxUsage%20NQ%202"), Names{"uses-10"});
    EXPECT_EQ(names("?search=uses-1"), Names{"uses-10"}) << "a bare word is contained in the name";
}

TEST_F(Lists, RefuseAnUnknownOperatorOrField) {
    EXPECT_EQ(get(keys("?search=name%20SOUNDS%20x")).status, 400);
    EXPECT_EQ(get(keys("?search=nonsense%20EQ%20x")).status, 400);
}

TEST_F(Lists, HoldTenThousandKeysAndAnswerAPageAtOnce) {
    seed(10'000);
    const auto began = std::chrono::steady_clock::now();
    const auto page = get(keys("?pagesize=500&page=20"));
    const auto took = std::chrono::steady_clock::now() - began;
    EXPECT_EQ(page.json()["list"].size(), 500U);
    EXPECT_EQ(page.json()["totalPages"], "20");
    EXPECT_LT(took, std::chrono::seconds(5)) << "an order of magnitude above what a debug build needs";
}

TEST_F(Lists, ShowWhatWasSoLongAgoWhereTheyLag) {
    zpa.behaviours.edit([](Behaviour& b) { b.list_lag_seconds = 30; });
    zpa.clock.advance(std::chrono::seconds(60));
    const auto id = make_key("edge-a")["id"].get<std::string>();
    zpa.clock.advance(std::chrono::seconds(29));
    EXPECT_EQ(names(""), Names{});
    EXPECT_EQ(get(keys(id)).status, 200) << "a read by id does not lag";
    zpa.clock.advance(std::chrono::seconds(2));
    EXPECT_EQ(names(""), Names{"edge-a"});
    zpa.behaviours.edit([](Behaviour& b) { b.get_lags_too = true; });
    EXPECT_EQ(remove(keys(id)).status, 204);
    EXPECT_EQ(names(""), Names{"edge-a"});
    EXPECT_EQ(get(keys(id)).status, 200);
}

class Microtenants : public Harness {};

TEST_F(Microtenants, ListDefaultLastWithoutTimes) {
    ASSERT_EQ(post("microtenants", {{"name", "lab"}}).status, 201);
    const auto list = get("microtenants").json()["list"];
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[1]["id"], "0");
    EXPECT_EQ(list[1]["name"], "Default");
    EXPECT_FALSE(list[1].contains("creationTime"));
    EXPECT_TRUE(get("microtenants/summary").json().is_array());
}

TEST_F(Microtenants, AreChangedAndRemovedWith204) {
    const auto id = post("microtenants", {{"name", "lab"}}).json()["id"].get<std::string>();
    EXPECT_EQ(id.size(), 18U);
    EXPECT_EQ(put("microtenants/" + id, {{"description", "d"}}).status, 204);
    EXPECT_EQ(get("microtenants/" + id).json()["name"], "lab");
    EXPECT_EQ(remove("microtenants/" + id).status, 204);
    EXPECT_EQ(get("microtenants/" + id).json()["id"], "resource.not.found");
}

TEST_F(Microtenants, HoldKeysThatDefaultDoesNotShow) {
    const auto lab = post("microtenants", {{"name", "lab"}}).json()["id"].get<std::string>();
    const auto made = send("POST", at(keys("?microtenantId=" + lab)), key_body("edge-a").dump()).json();
    EXPECT_EQ(made["microtenantId"], lab);
    EXPECT_EQ(made["microtenantName"], "lab");
    const auto id = made["id"].get<std::string>();
    EXPECT_EQ(get(keys()).json()["totalCount"], "0");
    EXPECT_EQ(get(keys("?microtenantId=0")).json()["totalCount"], "0");
    EXPECT_EQ(get(keys("?microtenantId=" + lab)).json()["totalCount"], "1");
    EXPECT_EQ(get(keys("?microtenantId=null")).json()["totalCount"], "1");
    EXPECT_EQ(get(keys(id)).json()["id"], "resource.not.found");
    EXPECT_EQ(get(keys(id + "?microtenantId=" + lab)).status, 200);
    zpa.behaviours.edit([](Behaviour& b) { b.reads_without_microtenant_see_all = true; });
    EXPECT_EQ(get(keys()).json()["totalCount"], "1");
}

TEST_F(Microtenants, OfAWriteComeFromTheQueryThenTheBodyThenDefault) {
    const auto lab = post("microtenants", {{"name", "lab"}}).json()["id"].get<std::string>();
    const auto made = make_key("edge-a", {{"microtenantId", lab}});
    EXPECT_EQ(made["microtenantId"], lab);
    EXPECT_FALSE(make_key("edge-b").contains("microtenantId"));
    EXPECT_EQ(post(keys("?microtenantId=12"), key_body("edge-c")).status, 400);
    EXPECT_EQ(get(keys("?microtenantId=12")).json()["id"], "resource.not.found");
}

TEST_F(Microtenants, SeeTheCertificatesOfDefault) {
    const auto lab = post("microtenants", {{"name", "lab"}}).json()["id"].get<std::string>();
    const auto path =
        std::string("/zpa/mgmtconfig/v2/admin/customers/") + default_customer + "/enrollmentCert?microtenantId=";
    EXPECT_EQ(send("GET", path + lab).json()["totalCount"], "4");
}

TEST(SearchText, ReadsDurations) {
    EXPECT_EQ(parse_duration("150d"), 150.0 * 86'400);
    EXPECT_EQ(parse_duration("1d 02h 03m 04s"), 86'400.0 + 2 * 3600 + 3 * 60 + 4);
    EXPECT_EQ(parse_duration("soon"), std::nullopt);
}

}  // namespace

}  // namespace simulator
