#include "reconcilers/zpa/crowd.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/fakes/fake_clock.h"

namespace zpa_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class CrowdTest : public ::testing::Test {
protected:
    bool enter(int who) { return crowd.enter(&tenants.at(static_cast<std::size_t>(who)), clock.now()); }
    void leave(int who) { crowd.leave(&tenants.at(static_cast<std::size_t>(who))); }
    void answered(int who) { crowd.answered(&tenants.at(static_cast<std::size_t>(who)), clock.now()); }
    void unreachable(int who) { crowd.unreachable(&tenants.at(static_cast<std::size_t>(who))); }
    void make_known(int who) {
        ASSERT_TRUE(enter(who));
        answered(who);
        leave(who);
    }

    static constexpr int kWorkers = 8;
    fakes::FakeClock clock;
    zpa::Crowd crowd{kWorkers};
    std::array<char, 32> tenants{};
};

TEST_F(CrowdTest, however_many_are_dead_one_that_answers_gets_through) {
    constexpr int kLive = 31;
    make_known(kLive);
    int inside = 0;
    for (int i = 0; i < 30; ++i) inside += enter(i) ? 1 : 0;
    EXPECT_EQ(inside, kWorkers - 1);
    EXPECT_TRUE(enter(kLive));
}

TEST_F(CrowdTest, those_that_fall_silent_at_once_leave_a_worker_too) {
    for (int i = 0; i < 4; ++i) make_known(i);
    int inside = 0;
    for (int i = 0; i < 3; ++i) {
        for (int call = 0; call < 3; ++call) inside += enter(i) ? 1 : 0;
    }
    EXPECT_EQ(inside, 5) << "three of the first, one of each other";
    EXPECT_TRUE(enter(3));
    leave(3);
    clock.advance(seconds(30));
    EXPECT_FALSE(enter(0));
    EXPECT_TRUE(enter(3)) << "known to answer, and not called: not silent";
}

TEST_F(CrowdTest, one_that_has_not_answered_for_a_second_gets_no_further_call) {
    make_known(0);
    ASSERT_TRUE(enter(0));
    clock.advance(milliseconds(999));
    ASSERT_TRUE(enter(0));
    clock.advance(milliseconds(1));
    EXPECT_FALSE(enter(0));
    answered(0);
    EXPECT_TRUE(enter(0));
}

TEST_F(CrowdTest, one_that_was_found_unreachable_has_one_call_until_it_answers) {
    make_known(0);
    unreachable(0);
    EXPECT_TRUE(enter(0));
    EXPECT_FALSE(enter(0));
    answered(0);
    EXPECT_TRUE(enter(0));
}

TEST_F(CrowdTest, after_a_pause_the_first_call_must_be_answered_before_there_is_a_second) {
    make_known(0);
    clock.advance(seconds(60));
    EXPECT_TRUE(enter(0));
    EXPECT_FALSE(enter(0));
    answered(0);
    EXPECT_TRUE(enter(0));
}

TEST_F(CrowdTest, one_alone_has_as_many_as_half_of_the_workers_can_serve) {
    make_known(0);
    for (int i = 0; i < kWorkers / 2; ++i) EXPECT_TRUE(enter(0)) << i;
    EXPECT_FALSE(enter(0));
}

TEST_F(CrowdTest, who_leaves_makes_room) {
    for (int i = 0; i < kWorkers - 1; ++i) ASSERT_TRUE(enter(i));
    EXPECT_FALSE(enter(20));
    leave(0);
    EXPECT_TRUE(enter(20));
    crowd.forget(&tenants.at(1));
    EXPECT_TRUE(enter(21));
}

TEST(CrowdOfOne, a_single_worker_still_works) {
    fakes::FakeClock clock;
    zpa::Crowd crowd(1);
    char dead = 0;
    char live = 0;
    EXPECT_TRUE(crowd.enter(&dead, clock.now()));
    crowd.leave(&dead);
    EXPECT_TRUE(crowd.enter(&live, clock.now()));
}

}  // namespace
}  // namespace zpa_test
