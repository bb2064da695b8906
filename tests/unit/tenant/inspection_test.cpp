#include "reconcilers/tenant/inspection.h"

#include "tests/unit/tenant/support.h"

namespace tenant_test {
namespace {

using tenant::Demand;
using tenant::Findings;
using Outcome = tenant::Findings::Outcome;

class InspectionTest : public SessionTest {
protected:
    Findings inspect(const std::vector<Demand>& demands) {
        Findings findings;
        wait = tenant::inspect(session(), demands, seconds(60), clock, stop, findings);
        return findings;
    }
    std::optional<base::Duration> wait;
    static constexpr auto kNotLicensed = "authz.featureflag.permission.denied";
};

TEST_F(InspectionTest, a_poll_lists_what_is_in_use_and_counts_it) {
    const auto findings = inspect({{kConnector, ""}});
    EXPECT_EQ(findings.outcome, Outcome::Ready);
    ASSERT_EQ(findings.usage.size(), 1U);
    EXPECT_EQ(findings.usage[0].keys, 1);
    EXPECT_EQ(findings.inventory_time, clock.wall());
    EXPECT_EQ(calls_about("SERVICE_EDGE_GRP"), 0U);
    EXPECT_EQ(wait, std::nullopt);
}

class StrangeMicrotenant : public InspectionTest, public ::testing::WithParamInterface<std::pair<int, const char*>> {};
INSTANTIATE_TEST_SUITE_P(Refused, StrangeMicrotenant,
                         ::testing::Values(std::pair{400, "resource.not.found"}, std::pair{404, "resource.not.found"},
                                           std::pair{403, "access.denied"}, std::pair{401, "access.denied"}));

TEST_P(StrangeMicrotenant, that_one_object_names_closes_nothing_else) {
    refuse("microtenantId=72", GetParam().first, GetParam().second);
    const auto findings = inspect({{kConnector, "72"}, {kConnector, ""}, {kEdge, ""}});
    EXPECT_EQ(findings.outcome, Outcome::Ready);
    EXPECT_EQ(findings.closed_places, std::vector<std::string>{"CONNECTOR_GRP in microtenant 72"});
    EXPECT_EQ(findings.usage.size(), 2U) << "those after it are listed too";
    EXPECT_TRUE(findings.closed_types.empty());
}

TEST_P(StrangeMicrotenant, does_not_close_the_tenant_even_as_its_only_one) {
    refuse("microtenantId=72", GetParam().first, GetParam().second);
    for (int poll = 0; poll < 20; ++poll) {
        EXPECT_EQ(inspect({{kConnector, "72"}}).outcome, Outcome::Ready) << poll;
        clock.advance(seconds(60));
    }
    EXPECT_LE(calls_about("microtenantId=72"), 24U) << "and is not asked for at each poll";
}

TEST_F(InspectionTest, what_is_refused_in_the_tenants_own_place_closes_it_when_nothing_else_is_left) {
    refuse("CONNECTOR_GRP", 403, "access.denied");
    EXPECT_EQ(inspect({{kConnector, ""}, {kEdge, ""}}).outcome, Outcome::Ready);
    const auto findings = inspect({{kConnector, ""}});
    EXPECT_EQ(findings.outcome, Outcome::NotOpen);
    EXPECT_NE(findings.detail.find("list keys of CONNECTOR_GRP: 403"), std::string::npos);
}

TEST_F(InspectionTest, a_refused_token_condemns_the_tenant_whoever_met_it) {
    api->reply(200, "[]").reply(401, zpa_test::kGateway401).reply(401, zpa_test::kGateway401);
    EXPECT_EQ(inspect({{kConnector, "72"}, {kEdge, ""}}).outcome, Outcome::NotOpen);
}

TEST_F(InspectionTest, a_type_without_licence_is_closed_and_not_asked_for_again_at_once) {
    refuse("/associationType/CONNECTOR_GRP", 401, kNotLicensed);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(inspect({{kConnector, ""}, {kEdge, ""}}).outcome, Outcome::Ready);
    EXPECT_EQ(calls_about("/associationType/CONNECTOR_GRP"), 1U);
    EXPECT_EQ(inspect({{kConnector, ""}}).outcome, Outcome::NotLicensed);
    refusals.clear();
    clock.advance(seconds(5));
    EXPECT_TRUE(inspect({{kConnector, ""}, {kEdge, ""}}).closed_types.empty());
}

TEST_F(InspectionTest, two_texts_for_one_microtenant_count_once) {
    const auto findings = inspect({{kConnector, ""}, {kConnector, "0"}});
    ASSERT_EQ(findings.usage.size(), 1U);
    EXPECT_EQ(findings.usage[0].keys, 1);
}

TEST_F(InspectionTest, and_so_do_the_own_one_and_its_id) {
    credentials.microtenant_id = "72";
    const auto findings = inspect({{kConnector, ""}, {kConnector, "72"}});
    ASSERT_EQ(findings.usage.size(), 1U);
    EXPECT_EQ(findings.usage[0].keys, 1);
}

TEST_F(InspectionTest, half_a_poll_says_neither_usage_nor_time) {
    refuse("SERVICE_EDGE_GRP", 500, "internal.error");
    const auto findings = inspect({{kConnector, ""}, {kEdge, ""}});
    EXPECT_EQ(findings.outcome, Outcome::Failed) << "an answer, though a bad one: not unreachable";
    EXPECT_TRUE(findings.usage.empty());
    EXPECT_EQ(findings.inventory_time, std::nullopt);
    EXPECT_EQ(findings.unreachable_since, std::nullopt) << "never an epoch";
    refusals.clear();
    clock.advance(seconds(5));
    const auto whole = inspect({{kConnector, ""}, {kEdge, ""}});
    EXPECT_EQ(whole.usage.size(), 2U);
    EXPECT_EQ(whole.inventory_time, clock.wall() - seconds(5)) << "as old as the oldest of its lists";
}

TEST_F(InspectionTest, a_list_that_does_not_hold_together_keeps_no_other_from_being_read) {
    show_row_twice("/associationType/CONNECTOR_GRP");
    const auto findings = inspect({{kConnector, ""}, {kEdge, ""}});
    EXPECT_EQ(findings.outcome, Outcome::Waiting) << "it may have changed while it was read";
    EXPECT_TRUE(findings.failed);
    EXPECT_NE(findings.detail.find("CONNECTOR_GRP does not hold together"), std::string::npos) << findings.detail;
    EXPECT_TRUE(findings.usage.empty());
    EXPECT_EQ(findings.inventory_time, std::nullopt);
    EXPECT_NE(session().inventory("")->keys(kEdge), nullptr);
    EXPECT_EQ(wait, seconds(5));
}

TEST_F(InspectionTest, nor_does_the_list_of_certificates_that_proves_the_organisation_open) {
    show_row_twice("/enrollmentCert");
    const auto findings = inspect({{kConnector, ""}});
    EXPECT_EQ(findings.outcome, Outcome::Waiting);
    EXPECT_TRUE(findings.failed);
    EXPECT_NE(session().inventory("")->keys(kConnector), nullptr) << "answered is open";
}

TEST_F(InspectionTest, and_is_the_tenants_trouble_when_it_stays_so) {
    show_row_twice("/associationType/CONNECTOR_GRP");
    for (int poll = 0; poll < 2; ++poll) {
        EXPECT_EQ(inspect({{kConnector, ""}, {kEdge, ""}}).outcome, Outcome::Waiting);
        clock.advance(*wait);
    }
    const auto findings = inspect({{kConnector, ""}, {kEdge, ""}});
    EXPECT_EQ(findings.outcome, Outcome::InventoryIncomplete);
    EXPECT_TRUE(findings.failed);
    EXPECT_NE(findings.detail.find("it shows id 1 twice"), std::string::npos) << findings.detail;
    EXPECT_EQ(calls_about("/associationType/CONNECTOR_GRP"), 3 * 4U);
    refusals.clear();
    clock.advance(*wait);
    EXPECT_EQ(inspect({{kConnector, ""}, {kEdge, ""}}).outcome, Outcome::Ready);
}

TEST_F(InspectionTest, of_two_such_lists_the_one_that_stays_so_is_told) {
    show_row_twice("/associationType/SERVICE_EDGE_GRP");
    for (int poll = 0; poll < 2; ++poll) {
        inspect({{kEdge, ""}});
        clock.advance(*wait);
    }
    show_row_twice("/associationType/CONNECTOR_GRP");
    const auto findings = inspect({{kConnector, ""}, {kEdge, ""}});
    EXPECT_EQ(findings.outcome, Outcome::InventoryIncomplete);
    EXPECT_NE(findings.detail.find("SERVICE_EDGE_GRP"), std::string::npos) << findings.detail;
}

TEST_F(InspectionTest, silence_says_since_when) {
    api->fail(base::Error(base::ErrorKind::Timeout, "no answer"));
    const auto findings = inspect({{kConnector, ""}});
    EXPECT_EQ(findings.outcome, Outcome::Unreachable);
    EXPECT_EQ(findings.unreachable_since, clock.wall());
}

}  // namespace
}  // namespace tenant_test
