#include "reconcilers/zpa/authenticator.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "tests/fakes/eventually.h"
#include "tests/unit/zpa/support.h"

namespace zpa_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

base::Error refused() { return base::Error(ErrorKind::Unauthorized, "400: invalid_client").with_reason("SignIn"); }
base::Error unreachable() { return base::Error(ErrorKind::Unavailable, "no connection"); }

class AuthenticatorTest : public ::testing::Test {
protected:
    zpa::Token fresh() {
        const int number = ++sign_ins;
        if (failure) throw *failure;
        return {"token-" + std::to_string(number), clock.now() + seconds(3540), clock.now() + seconds(3600), nullptr};
    }
    std::string text() { return authenticator.token({})->text; }
    base::Error failed() {
        return error_of([&] { authenticator.token({}); });
    }

    fakes::FakeClock clock;
    std::atomic<int> sign_ins = 0;
    std::optional<base::Error> failure;
    zpa::Authenticator authenticator{[this](std::stop_token) { return fresh(); }, clock};
};

TEST_F(AuthenticatorTest, signs_in_once_until_sixty_seconds_before_the_end) {
    EXPECT_EQ(text(), "token-1");
    clock.advance(seconds(3539));
    EXPECT_EQ(text(), "token-1");
    clock.advance(seconds(1));
    EXPECT_EQ(text(), "token-2");
}

TEST_F(AuthenticatorTest, goes_on_with_the_old_token_while_the_sign_in_host_is_down) {
    text();
    clock.advance(seconds(3540));
    failure = unreachable();
    EXPECT_EQ(text(), "token-1");
    EXPECT_EQ(text(), "token-1");
    EXPECT_EQ(sign_ins, 2) << "tried again within 5 s";
    clock.advance(seconds(5));
    EXPECT_EQ(text(), "token-1");
    EXPECT_EQ(sign_ins, 3);
    clock.advance(seconds(55));
    EXPECT_EQ(failed().kind(), ErrorKind::Unavailable);
    failure.reset();
    clock.advance(seconds(4));
    EXPECT_EQ(text(), "token-5");
}

TEST_F(AuthenticatorTest, a_host_that_says_429_or_nonsense_at_the_early_refresh_costs_no_living_token) {
    for (const auto kind : {ErrorKind::TooManyRequests, ErrorKind::Protocol}) {
        const auto before = text();
        clock.advance(seconds(3540));
        failure = base::Error(kind, "x");
        EXPECT_EQ(text(), before);
        failure.reset();
        clock.advance(seconds(2));
        EXPECT_NE(text(), before);
    }
}

TEST_F(AuthenticatorTest, a_refused_sign_in_is_stored_for_all_and_tried_again_in_doubling_steps) {
    failure = refused();
    long step = 5;
    for (int round = 1; round <= 10; ++round) {
        const base::Error first = failed();
        EXPECT_EQ(sign_ins, round);
        EXPECT_EQ(first.reason(), "SignIn");
        EXPECT_EQ(first.retry_after(), seconds(step));
        clock.advance(seconds(step) - milliseconds(1));
        EXPECT_EQ(failed().retry_after(), milliseconds(1));
        EXPECT_EQ(sign_ins, round);
        clock.advance(milliseconds(1));
        step = std::min(300L, step * 2);
    }
}

TEST_F(AuthenticatorTest, the_back_off_is_forgotten_only_when_the_api_takes_a_token) {
    failure = refused();
    failed();
    clock.advance(seconds(5));
    failure.reset();
    const auto token = authenticator.token({});
    authenticator.accepted();
    authenticator.rejected(token);
    failure = refused();
    EXPECT_EQ(failed().retry_after(), seconds(5));
}

TEST_F(AuthenticatorTest, a_sign_in_host_that_says_429_is_left_alone_as_long_as_it_says) {
    failure = base::Error(ErrorKind::TooManyRequests, "429").with_retry_after(seconds(30));
    EXPECT_EQ(failed().retry_after(), seconds(30));
    clock.advance(seconds(29));
    EXPECT_EQ(failed().kind(), ErrorKind::TooManyRequests);
    EXPECT_EQ(sign_ins, 1);
}

TEST_F(AuthenticatorTest, a_host_in_trouble_is_asked_again_in_doubling_steps_whatever_the_number_of_callers) {
    failure = base::Error(ErrorKind::Unavailable, "500").with_http_status(500);
    long step = 1;
    for (int round = 1; round <= 8; ++round) {
        for (int caller = 0; caller < 10; ++caller) EXPECT_EQ(failed().retry_after(), seconds(step));
        EXPECT_EQ(sign_ins, round);
        clock.advance(seconds(step));
        step = std::min(60L, step * 2);
    }
    failure.reset();
    EXPECT_EQ(text(), "token-9");
}

TEST_F(AuthenticatorTest, a_rejected_token_is_not_used_again_and_a_newer_one_is_kept) {
    const auto first = authenticator.token({});
    authenticator.rejected(first);
    EXPECT_EQ(text(), "token-2");
    authenticator.rejected(first);
    EXPECT_EQ(text(), "token-2");
}

TEST_F(AuthenticatorTest, a_new_token_that_the_api_refuses_closes_the_gate_like_bad_credentials) {
    const auto token = authenticator.token({});
    authenticator.refused(token, base::Error(ErrorKind::Unauthorized, "401").with_reason("access.denied"));
    EXPECT_EQ(failed().reason(), "access.denied");
    EXPECT_EQ(sign_ins, 1);
    clock.advance(seconds(5));
    authenticator.refused(authenticator.token({}), base::Error(ErrorKind::Unauthorized, "401"));
    EXPECT_EQ(failed().retry_after(), seconds(10));
}

TEST_F(AuthenticatorTest, one_refused_resource_does_not_close_an_api_that_takes_tokens) {
    authenticator.accepted();
    const auto token = authenticator.token({});
    clock.advance(seconds(59));
    authenticator.refused(token, base::Error(ErrorKind::Unauthorized, "401"));
    EXPECT_EQ(text(), "token-1");
}

TEST_F(AuthenticatorTest, stopping_ends_the_wait_and_the_next_one_signs_in) {
    std::stop_source stop;
    zpa::Authenticator waiting(
        [&](std::stop_token token) -> zpa::Token {
            if (++sign_ins > 1) return {"later", clock.now() + seconds(9), clock.now() + seconds(9), nullptr};
            while (!token.stop_requested()) std::this_thread::yield();
            throw base::Error(ErrorKind::Cancelled, "stopped");
        },
        clock);
    ErrorKind first = ErrorKind::Config;
    std::thread leader([&] { first = error_of([&] { waiting.token(stop.get_token()); }).kind(); });
    ASSERT_TRUE(fakes::eventually([&] { return sign_ins == 1; }));
    std::stop_source stopped;
    stopped.request_stop();
    EXPECT_EQ(error_of([&] { waiting.token(stopped.get_token()); }).kind(), ErrorKind::Cancelled);
    std::string second;
    std::thread follower([&] { second = waiting.token({})->text; });
    stop.request_stop();
    leader.join();
    follower.join();
    EXPECT_EQ(first, ErrorKind::Cancelled);
    EXPECT_EQ(second, "later");
}

struct Crowd {
    std::atomic<int> sign_ins = 0;
    std::vector<std::string> outcomes;
};

// A hundred callers at once, all of them in before the one sign-in is answered.
void rush(Crowd& crowd, const base::Clock& clock, std::optional<base::Error> failure) {
    constexpr int kCallers = 100;
    std::atomic<int> inside = 0;
    zpa::Authenticator authenticator(
        [&](std::stop_token) -> zpa::Token {
            ++crowd.sign_ins;
            fakes::eventually([&] { return inside == kCallers; });
            if (failure) throw *failure;
            return {"token", clock.now() + seconds(60), clock.now() + seconds(60), nullptr};
        },
        clock);
    crowd.outcomes.resize(kCallers);
    std::vector<std::thread> threads;
    for (int i = 0; i < kCallers; ++i) {
        threads.emplace_back([&, i] {
            ++inside;
            try {
                crowd.outcomes[static_cast<std::size_t>(i)] = authenticator.token({})->text;
            } catch (const base::Error& error) {
                crowd.outcomes[static_cast<std::size_t>(i)] = error.what();
            }
        });
    }
    for (auto& thread : threads) thread.join();
}

TEST(AuthenticatorCrowd, a_hundred_callers_share_one_sign_in) {
    fakes::FakeClock clock;
    Crowd crowd;
    rush(crowd, clock, std::nullopt);
    EXPECT_EQ(crowd.sign_ins, 1);
    EXPECT_EQ(crowd.outcomes, std::vector<std::string>(100, "token"));
}

TEST(AuthenticatorCrowd, a_hundred_callers_with_bad_credentials_cost_one_sign_in) {
    fakes::FakeClock clock;
    Crowd crowd;
    rush(crowd, clock, refused());
    EXPECT_EQ(crowd.sign_ins, 1);
    EXPECT_EQ(crowd.outcomes, std::vector<std::string>(100, "400: invalid_client"));
}

}  // namespace
}  // namespace zpa_test
