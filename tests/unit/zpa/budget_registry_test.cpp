#include <gtest/gtest.h>

#include "reconcilers/zpa/budget_registry.h"
#include "tests/unit/zpa/support.h"

namespace zpa_test {
namespace {

using std::chrono::seconds;
using zpa::CallClass;
using zpa::Urgency;

class BudgetRegistryTest : public ::testing::Test {
protected:
    static zpa::BudgetPlace place(const std::string& customer = "1") {
        return {"https://api.zsapi.net", customer, "", ""};
    }
    // One that may write once in a window.
    std::shared_ptr<zpa::RateBudget> proved(const zpa::BudgetPlace& where, int writes = 1) {
        auto budget = registry.make(where, 20, writes);
        budget->proved();
        return budget;
    }
    static bool may_write(zpa::RateBudget& budget) {
        try {
            budget.take(CallClass::Write, Urgency::Change, "x").settle();
            return true;
        } catch (const base::Error&) {
            return false;
        }
    }

    fakes::FakeClock clock;
    zpa::BudgetRegistry registry{clock};
};

TEST_F(BudgetRegistryTest, who_proved_one_organisation_at_one_address_shares_its_slots) {
    const auto first = proved({"https://API.zsapi.net/", "1", "", ""});
    const auto second = proved(place());
    EXPECT_TRUE(may_write(*first));
    EXPECT_FALSE(may_write(*second));
}

TEST_F(BudgetRegistryTest, another_customer_address_authority_or_proxy_is_another_place) {
    const auto first = proved(place());
    EXPECT_TRUE(may_write(*first));
    EXPECT_TRUE(may_write(*proved(place("2"))));
    EXPECT_TRUE(may_write(*proved({"https://api.beta.zsapi.net", "1", "", ""})));
    EXPECT_TRUE(may_write(*proved({"https://api.zsapi.net", "1", "PEM", ""})));
    EXPECT_TRUE(may_write(*proved({"https://api.zsapi.net", "1", "", "http://proxy:3128"})));
}

TEST_F(BudgetRegistryTest, who_merely_names_an_organisation_takes_nothing_from_it) {
    const auto owner = proved(place(), 10);
    const auto stranger = registry.make(place(), 1, 1);
    stranger->close(CallClass::Write, seconds(1000));
    while (may_write(*stranger)) continue;
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(may_write(*owner)) << i;
}

// After a restart one of the first two calls may be answered with 429 and the other with a success.
TEST_F(BudgetRegistryTest, what_zpa_told_before_the_proof_holds_after_it) {
    const auto budget = registry.make(place(), 20, 10);
    budget->close(CallClass::Read, seconds(4));
    budget->proved();
    const auto error = error_of([&] { budget->take(CallClass::Read, Urgency::Poll, "x"); });
    EXPECT_EQ(error.reason(), "RetryAfter");
    EXPECT_EQ(error.retry_after(), seconds(4));
    EXPECT_TRUE(may_write(*budget));
    clock.advance(seconds(4));
    EXPECT_NO_THROW(budget->take(CallClass::Read, Urgency::Poll, "x"));
}

TEST_F(BudgetRegistryTest, reads_beside_the_queue_before_the_proof_count_after_it) {
    const auto budget = registry.make(place(), 4, 4);
    const auto write = budget->take(CallClass::Write, Urgency::Change, "w");
    for (int i = 0; i < 2; ++i) budget->take_read_beside(write).settle();
    budget->proved();
    std::vector<zpa::Permit> others;
    for (int i = 0; i < 2; ++i) others.push_back(budget->take(CallClass::Read, Urgency::Poll, "x" + std::to_string(i)));
    for (const auto* owner : {"first", "second"})
        error_of([&] { budget->take(CallClass::Read, Urgency::Publish, owner); });
    others.clear();
    EXPECT_ANY_THROW(budget->take_read_beside(write).settle()) << "the two free slots are for those in the queue";
}

TEST_F(BudgetRegistryTest, what_was_called_before_the_proof_counts_after_it) {
    const auto first = proved(place(), 2);
    const auto second = registry.make(place(), 20, 2);
    EXPECT_TRUE(may_write(*second));
    auto in_flight = second->take(CallClass::Write, Urgency::Change, "y");
    second->proved();
    EXPECT_FALSE(may_write(*first));
    in_flight.settle();
    EXPECT_FALSE(may_write(*first));
    clock.advance(seconds(10));
    EXPECT_TRUE(may_write(*first));
}

TEST_F(BudgetRegistryTest, the_lowest_limit_of_those_who_share_holds_as_long_as_they_do) {
    const auto first = proved(place(), 3);
    {
        const auto second = proved(place(), 1);
        EXPECT_TRUE(may_write(*first));
        EXPECT_FALSE(may_write(*first));
        second->set_limits(20, 2);
        EXPECT_TRUE(may_write(*first));
        EXPECT_FALSE(may_write(*first));
    }
    EXPECT_TRUE(may_write(*first));
    EXPECT_FALSE(may_write(*first));
}

TEST_F(BudgetRegistryTest, a_429_closes_what_is_shared) {
    const auto first = proved(place());
    proved(place())->close(CallClass::Write, seconds(4));
    EXPECT_FALSE(may_write(*first));
}

TEST_F(BudgetRegistryTest, who_comes_back_within_the_window_does_not_start_afresh) {
    EXPECT_TRUE(may_write(*proved(place())));
    clock.advance(seconds(9));
    EXPECT_FALSE(may_write(*proved(place())));
    clock.advance(seconds(10));
    EXPECT_TRUE(may_write(*proved(place())));
}

TEST_F(BudgetRegistryTest, two_sessions_lists_of_one_name_have_places_of_their_own) {
    const auto first = proved(place());
    const auto second = proved(place());
    EXPECT_TRUE(may_write(*first));
    EXPECT_FALSE(may_write(*first));
    EXPECT_FALSE(may_write(*second));
    EXPECT_EQ(first->waiting(CallClass::Write), 2U);
}

}  // namespace
}  // namespace zpa_test
