#include <gtest/gtest.h>

#include "reconcilers/zpa/rate_budget.h"
#include "tests/fakes/fake_clock.h"

namespace zpa_test {
namespace {

using std::chrono::seconds;
using zpa::CallClass;
using zpa::Urgency;

TEST(BudgetRegistry, one_organisation_at_one_address_has_one_budget) {
    fakes::FakeClock clock;
    zpa::BudgetRegistry registry(clock);
    const auto budget = registry.get("https://API.zsapi.net/", "1", 20, 10);
    EXPECT_EQ(registry.get("https://api.zsapi.net", "1", 20, 10), budget);
    EXPECT_NE(registry.get("https://api.zsapi.net", "2", 20, 10), budget);
    EXPECT_NE(registry.get("https://api.beta.zsapi.net", "1", 20, 10), budget);
}

TEST(BudgetRegistry, who_comes_back_within_the_window_does_not_start_afresh) {
    fakes::FakeClock clock;
    zpa::BudgetRegistry registry(clock);
    registry.get("https://a", "1", 20, 1)->take(CallClass::Write, Urgency::Change, "x").settle();
    clock.advance(seconds(9));
    EXPECT_ANY_THROW(registry.get("https://a", "1", 20, 1)->take(CallClass::Write, Urgency::Change, "x"));
}

TEST(BudgetRegistry, takes_the_limits_of_the_last_who_asked) {
    fakes::FakeClock clock;
    zpa::BudgetRegistry registry(clock, seconds(3));
    const auto budget = registry.get("https://a", "1", 20, 1);
    budget->take(CallClass::Write, Urgency::Change, "x").settle();
    registry.get("https://a", "1", 20, 2);
    EXPECT_NO_THROW(budget->take(CallClass::Write, Urgency::Change, "x"));
}

}  // namespace
}  // namespace zpa_test
