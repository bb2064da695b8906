#include "reconcilers/zpa/rate_budget.h"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "tests/unit/zpa/support.h"

namespace zpa_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using zpa::CallClass;
using zpa::Urgency;

class RateBudgetTest : public ::testing::Test {
protected:
    // The delay told, or nullopt for a permit, which is settled at once.
    std::optional<milliseconds> ask(const std::string& owner, Urgency urgency = Urgency::Change,
                                    CallClass call_class = CallClass::Write) {
        try {
            budget->take(call_class, urgency, owner).settle();
            return std::nullopt;
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::TooManyRequests);
            last_reason = error.reason();
            return error.retry_after();
        }
    }
    void use_up(int calls, CallClass call_class = CallClass::Write) {
        for (int i = 0; i < calls; ++i) ASSERT_EQ(ask("user", Urgency::Change, call_class), std::nullopt);
    }

    fakes::FakeClock clock;
    std::shared_ptr<zpa::RateBudget> budget = zpa::RateBudget::make({20, 10, seconds(10)}, clock);
    std::string last_reason;
};

TEST_F(RateBudgetTest, gives_ten_writes_and_twenty_reads_and_then_says_when) {
    use_up(10);
    EXPECT_EQ(ask("a"), milliseconds(10'000));
    EXPECT_EQ(last_reason, "LocalBudget");
    use_up(20, CallClass::Read);
    EXPECT_EQ(ask("a", Urgency::Poll, CallClass::Read), milliseconds(10'000));
}

TEST_F(RateBudgetTest, the_window_counts_from_the_reply_not_from_the_start) {
    {
        std::vector<zpa::Permit> permits;
        for (int i = 0; i < 10; ++i) permits.push_back(budget->take(CallClass::Write, Urgency::Change, "a"));
        clock.advance(seconds(7));
        for (auto& permit : permits) permit.settle();
    }
    clock.advance(seconds(9));
    EXPECT_EQ(ask("b"), milliseconds(1000));
    clock.advance(seconds(1));
    EXPECT_EQ(ask("b"), std::nullopt);
}

TEST_F(RateBudgetTest, calls_in_flight_hold_their_slots_however_long_they_take) {
    std::vector<zpa::Permit> permits;
    for (int i = 0; i < 10; ++i) permits.push_back(budget->take(CallClass::Write, Urgency::Change, "a"));
    clock.advance(seconds(60));
    EXPECT_EQ(ask("b"), milliseconds(10'000));
}

TEST_F(RateBudgetTest, an_unused_permit_goes_back_at_once) {
    use_up(9);
    {
        const auto permit = budget->take(CallClass::Write, Urgency::Change, "a");
    }
    EXPECT_EQ(ask("b"), std::nullopt);
    EXPECT_NE(ask("c"), std::nullopt);
}

TEST_F(RateBudgetTest, a_moved_permit_counts_once) {
    use_up(8);
    {
        auto first = budget->take(CallClass::Write, Urgency::Change, "a");
        zpa::Permit second(std::move(first));
        second.settle();
        second.settle();
    }
    EXPECT_EQ(ask("b"), std::nullopt);
    EXPECT_NE(ask("c"), std::nullopt);
}

TEST_F(RateBudgetTest, renewing_takes_a_slot_of_its_own_past_the_queue) {
    use_up(8);
    auto permit = budget->take(CallClass::Write, Urgency::Change, "a");
    permit.settle();
    permit.renew();
    permit.settle();
    const base::Error error = error_of([&] { permit.renew(); });
    EXPECT_EQ(error.kind(), ErrorKind::TooManyRequests);
    EXPECT_EQ(error.retry_after(), milliseconds(10'000));
}

TEST_F(RateBudgetTest, delays_follow_the_rank_in_the_queue_over_several_windows) {
    use_up(10);
    clock.advance(seconds(4));
    for (int i = 0; i < 10; ++i) EXPECT_EQ(ask("first" + std::to_string(i)), milliseconds(6000));
    for (int i = 0; i < 10; ++i) EXPECT_EQ(ask("second" + std::to_string(i)), milliseconds(16'000));
    EXPECT_EQ(ask("third"), milliseconds(26'000));
    EXPECT_EQ(budget->waiting(CallClass::Write), 21U);
}

TEST_F(RateBudgetTest, a_place_is_kept_when_its_owner_asks_again) {
    use_up(10);
    for (int i = 0; i < 10; ++i) ask("first" + std::to_string(i));
    EXPECT_EQ(ask("late"), milliseconds(20'000));
    EXPECT_EQ(ask("first3"), milliseconds(10'000));
    EXPECT_EQ(ask("late"), milliseconds(20'000));
    EXPECT_EQ(budget->waiting(CallClass::Write), 11U);
}

TEST_F(RateBudgetTest, free_slots_wait_for_those_whose_turn_it_is) {
    use_up(10);
    for (int i = 0; i < 10; ++i) ask("early" + std::to_string(i));
    clock.advance(seconds(10));
    EXPECT_NE(ask("stranger"), std::nullopt);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(ask("early" + std::to_string(i)), std::nullopt);
}

TEST_F(RateBudgetTest, who_does_not_come_within_five_seconds_of_its_turn_loses_the_place) {
    use_up(10);
    for (int i = 0; i < 10; ++i) ask("gone" + std::to_string(i));
    clock.advance(seconds(15));
    EXPECT_NE(ask("stranger"), std::nullopt);
    clock.advance(milliseconds(1));
    EXPECT_EQ(ask("stranger"), std::nullopt);
    EXPECT_EQ(budget->waiting(CallClass::Write), 0U);
}

TEST_F(RateBudgetTest, a_long_wait_does_not_lose_the_place) {
    use_up(10);
    for (int i = 0; i < 50; ++i) ask("a" + std::to_string(i));
    EXPECT_EQ(ask("patient"), milliseconds(60'000));
    clock.advance(seconds(62));
    EXPECT_EQ(ask("patient"), std::nullopt);
}

TEST_F(RateBudgetTest, forgetting_gives_the_place_up) {
    use_up(10);
    for (int i = 0; i < 10; ++i) ask("a" + std::to_string(i));
    EXPECT_EQ(ask("b"), milliseconds(20'000));
    budget->forget("a4");
    EXPECT_EQ(ask("b"), milliseconds(10'000));
    budget->forget("nobody");
}

TEST_F(RateBudgetTest, urgent_work_goes_before_polling_that_came_first) {
    use_up(10);
    for (int i = 0; i < 10; ++i) ask("poll" + std::to_string(i), Urgency::Poll);
    EXPECT_EQ(ask("publish", Urgency::Publish), milliseconds(10'000));
    clock.advance(seconds(10));
    EXPECT_EQ(ask("publish", Urgency::Publish), std::nullopt);
    for (int i = 0; i < 9; ++i) EXPECT_EQ(ask("poll" + std::to_string(i), Urgency::Poll), std::nullopt);
    EXPECT_NE(ask("poll9", Urgency::Poll), std::nullopt);
}

TEST_F(RateBudgetTest, publishing_goes_before_naming) {
    use_up(10);
    for (int i = 0; i < 10; ++i) ask("n" + std::to_string(i), Urgency::Naming);
    for (int i = 0; i < 10; ++i) ask("p" + std::to_string(i), Urgency::Publish);
    clock.advance(seconds(10));
    for (int i = 0; i < 10; ++i) EXPECT_NE(ask("n" + std::to_string(i), Urgency::Naming), std::nullopt);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(ask("p" + std::to_string(i), Urgency::Publish), std::nullopt);
}

TEST_F(RateBudgetTest, an_owner_keeps_the_most_urgent_of_its_wishes) {
    use_up(10);
    for (int i = 0; i < 10; ++i) ask("a" + std::to_string(i), Urgency::Correct);
    EXPECT_EQ(ask("b", Urgency::Poll), milliseconds(20'000));
    EXPECT_EQ(ask("b", Urgency::Publish), milliseconds(10'000));
    EXPECT_EQ(ask("b", Urgency::Poll), milliseconds(10'000));
    EXPECT_EQ(budget->waiting(CallClass::Write), 11U);
}

TEST_F(RateBudgetTest, a_429_closes_its_class_alone_until_retry_after) {
    budget->close(CallClass::Write, seconds(4));
    EXPECT_EQ(ask("a"), milliseconds(4000));
    EXPECT_EQ(last_reason, "RetryAfter");
    EXPECT_EQ(ask("a", Urgency::Poll, CallClass::Read), std::nullopt);
    clock.advance(seconds(4));
    EXPECT_EQ(ask("a"), std::nullopt);
}

TEST_F(RateBudgetTest, a_429_stops_those_who_have_their_permit_already) {
    const auto write = budget->take(CallClass::Write, Urgency::Publish, "a");
    const auto read = budget->take(CallClass::Read, Urgency::Publish, "a");
    EXPECT_NO_THROW(write.demand_open());
    budget->close(CallClass::Write, seconds(4));
    EXPECT_NO_THROW(read.demand_open());
    try {
        write.demand_open();
        FAIL() << "ZPA asked to wait";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::TooManyRequests);
        EXPECT_EQ(error.reason(), "RetryAfter");
        EXPECT_EQ(error.retry_after(), seconds(4));
    }
    clock.advance(seconds(4));
    EXPECT_NO_THROW(write.demand_open());
}

TEST_F(RateBudgetTest, a_shorter_429_does_not_open_what_a_longer_one_closed) {
    budget->close(CallClass::Read, seconds(9));
    budget->close(CallClass::Read, seconds(1));
    EXPECT_EQ(ask("a", Urgency::Poll, CallClass::Read), milliseconds(9000));
}

TEST_F(RateBudgetTest, delays_are_rounded_up) {
    use_up(10);
    clock.advance(std::chrono::microseconds(500));
    const auto delay = ask("a");
    EXPECT_EQ(delay, milliseconds(10'000));
    clock.advance(*delay);
    EXPECT_EQ(ask("a"), std::nullopt);
}

TEST_F(RateBudgetTest, lower_limits_hold_at_once_and_higher_ones_too) {
    use_up(10);
    budget->set_limits(20, 4);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(ask("a" + std::to_string(i)), milliseconds(10'000));
    EXPECT_EQ(ask("a4"), milliseconds(20'000));
    budget->set_limits(20, 11);
    EXPECT_EQ(ask("a0"), std::nullopt);
    budget->set_limits(0, -1);
    EXPECT_NE(ask("x"), std::nullopt);
}

TEST_F(RateBudgetTest, a_permit_given_back_keeps_its_place_at_the_front) {
    use_up(9);
    auto first = budget->take(CallClass::Write, Urgency::Change, "first");
    EXPECT_EQ(ask("second"), milliseconds(10'000));
    first.give_back(seconds(3));
    EXPECT_NE(ask("second"), std::nullopt) << "the slot waits for who had it";
    clock.advance(seconds(3));
    EXPECT_EQ(ask("first"), std::nullopt);
    EXPECT_NE(ask("second"), std::nullopt);
}

TEST_F(RateBudgetTest, a_permit_given_back_and_not_asked_for_again_is_free_for_others) {
    use_up(9);
    budget->take(CallClass::Write, Urgency::Change, "first").give_back(seconds(3));
    clock.advance(seconds(8) + milliseconds(1));
    EXPECT_EQ(ask("second"), std::nullopt);
}

TEST_F(RateBudgetTest, the_read_beside_a_write_does_not_wait_behind_those_who_only_read) {
    use_up(20, CallClass::Read);
    for (int i = 0; i < 20; ++i) ask("reader" + std::to_string(i), Urgency::Publish, CallClass::Read);
    const auto write = budget->take(CallClass::Write, Urgency::Change, "a");
    EXPECT_EQ(error_of([&] { budget->take_read_beside(write); }).retry_after(), milliseconds(10'000));
    clock.advance(seconds(10));
    EXPECT_NE(ask("stranger", Urgency::Publish, CallClass::Read), std::nullopt);
    EXPECT_NO_THROW(budget->take_read_beside(write).settle());
}

TEST_F(RateBudgetTest, those_who_only_read_keep_their_half) {
    budget->set_limits(4, 10);
    use_up(4, CallClass::Read);
    for (int i = 0; i < 4; ++i) ask("reader" + std::to_string(i), Urgency::Publish, CallClass::Read);
    clock.advance(seconds(10));
    const auto write = budget->take(CallClass::Write, Urgency::Change, "a");
    for (int i = 0; i < 2; ++i) EXPECT_NO_THROW(budget->take_read_beside(write).settle());
    EXPECT_ANY_THROW(budget->take_read_beside(write));
    EXPECT_EQ(ask("reader0", Urgency::Publish, CallClass::Read), std::nullopt);
    EXPECT_EQ(ask("reader1", Urgency::Publish, CallClass::Read), std::nullopt);
}

TEST_F(RateBudgetTest, a_poll_lets_all_pass_that_people_ask_for) {
    budget->set_limits(4, 10);
    use_up(4, CallClass::Read);
    const auto write = budget->take(CallClass::Write, Urgency::Change, "a");
    EXPECT_ANY_THROW(budget->take_read_beside(write));
    for (int i = 0; i < 4; ++i) ask("poll" + std::to_string(i), Urgency::Poll, CallClass::Read);
    clock.advance(seconds(10));
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(ask("poll" + std::to_string(i), Urgency::Poll, CallClass::Read), std::nullopt);
    EXPECT_NE(ask("poll3", Urgency::Poll, CallClass::Read), std::nullopt)
        << "one slot is the change's, which waited first";
    EXPECT_NO_THROW(budget->take_read_beside(write).settle());
}

}  // namespace
}  // namespace zpa_test
