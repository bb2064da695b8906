#include "reconcilers/zpa/closed_places.h"

#include <gtest/gtest.h>

#include "tests/unit/zpa/support.h"

namespace zpa_test {
namespace {

using std::chrono::seconds;

class ClosedPlacesTest : public ::testing::Test {
protected:
    base::Error told() {
        return error_of([&] { places.demand_open(place); });
    }
    fakes::FakeClock clock;
    zpa::ClosedPlaces places{clock};
    const zpa::Place place{kConnector, "72"};
    const base::Error unlicensed =
        base::Error(ErrorKind::Forbidden, "401").with_reason("authz.featureflag.permission.denied");
};

TEST_F(ClosedPlacesTest, all_who_want_the_same_are_told_without_asking) {
    places.demand_open(place);
    places.refused(place, unlicensed);
    EXPECT_EQ(told().reason(), unlicensed.reason());
    EXPECT_EQ(told().retry_after(), seconds(5));
    EXPECT_NO_THROW(places.demand_open({kConnector, ""}));
    EXPECT_NO_THROW(places.demand_open({zpa::AssociationType::ServiceEdgeGroup, "72"}));
}

TEST_F(ClosedPlacesTest, the_time_doubles_up_to_five_minutes_and_is_forgotten_with_an_answer) {
    for (const int step : {5, 10, 20, 40, 80, 160, 300, 300}) {
        places.refused(place, unlicensed);
        EXPECT_EQ(told().retry_after(), seconds(step));
        places.refused(place, unlicensed);
        EXPECT_EQ(told().retry_after(), seconds(step)) << "calls that were under way tell nothing new";
        clock.advance(seconds(step));
        EXPECT_NO_THROW(places.demand_open(place));
    }
    places.answered(place);
    places.refused(place, unlicensed);
    EXPECT_EQ(told().retry_after(), seconds(5));
}

// Each object may name another microtenant that does not exist.
TEST_F(ClosedPlacesTest, what_has_been_over_for_an_hour_is_forgotten) {
    const auto step_after = [&](seconds wait) {
        places.answered(place);
        places.refused(place, unlicensed);
        clock.advance(seconds(5) + wait);
        places.refused({kConnector, "73"}, unlicensed);
        places.refused(place, unlicensed);
        return told().retry_after();
    };
    EXPECT_EQ(step_after(seconds(3600)), seconds(10));
    EXPECT_EQ(step_after(seconds(3601)), seconds(5));
}

TEST(AboutPlace, a_refusal_of_the_token_is_about_everything) {
    const auto about = [](ErrorKind kind, const char* reason) {
        return zpa::is_about_place(base::Error(kind, "x").with_reason(reason));
    };
    EXPECT_TRUE(about(ErrorKind::NotFound, "resource.not.found"));
    EXPECT_TRUE(about(ErrorKind::Forbidden, ""));
    EXPECT_TRUE(about(ErrorKind::Unauthorized, "access.denied"));
    EXPECT_FALSE(about(ErrorKind::Unauthorized, "SignIn"));
    EXPECT_FALSE(about(ErrorKind::Unauthorized, ""));
    EXPECT_FALSE(about(ErrorKind::Unavailable, ""));
}

}  // namespace
}  // namespace zpa_test
