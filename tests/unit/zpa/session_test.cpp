#include "reconcilers/zpa/session.h"

#include <gtest/gtest.h>

#include <optional>

#include "reconcilers/zpa/visit.h"
#include "tests/fakes/fake_random.h"
#include "tests/unit/zpa/support.h"

namespace zpa_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Visit = zpa::Session::Visit;

class SessionTest : public ClientTest {
protected:
    zpa::Session& session() {
        if (!session_) {
            zpa::Session::Options session_options;
            session_options.client = options();
            session_options.crowd = crowd;
            session_.emplace(credentials, budget, fence, session_options, clock, random);
        }
        return *session_;
    }
    base::Error closed() {
        return error_of([&] { session().enter(); });
    }

    fakes::ConstantRandom random;
    std::shared_ptr<zpa::Crowd> crowd;

private:
    std::optional<zpa::Session> session_;
};

TEST_F(SessionTest, three_calls_may_be_in_flight) {
    const Visit first = session().enter();
    std::optional<Visit> second(session().enter());
    const Visit third = session().enter();
    const base::Error error = closed();
    EXPECT_EQ(error.kind(), ErrorKind::TooManyRequests);
    EXPECT_EQ(error.reason(), "Busy");
    EXPECT_TRUE(error.retry_after());
    second.reset();
    EXPECT_NO_THROW(session().enter());
}

TEST_F(SessionTest, a_moved_visit_leaves_once) {
    {
        Visit first = session().enter();
        const Visit moved(std::move(first));
    }
    const Visit a = session().enter();
    const Visit b = session().enter();
    const Visit c = session().enter();
    EXPECT_EQ(closed().reason(), "Busy");
}

TEST_F(SessionTest, the_delay_of_a_full_gate_grows_with_the_crowd) {
    std::vector<Visit> inside;
    for (int i = 0; i < 3; ++i) inside.push_back(session().enter());
    const auto first = closed().retry_after();
    for (int i = 0; i < 1000; ++i) closed();
    EXPECT_EQ(first, milliseconds(20));
    EXPECT_EQ(closed().retry_after(), milliseconds(2000));
    inside.clear();
    for (int i = 0; i < 3; ++i) inside.push_back(session().enter());
    EXPECT_EQ(closed().retry_after(), milliseconds(20));
}

TEST_F(SessionTest, an_unreachable_organisation_is_closed_but_for_one_probe_a_step) {
    session().enter().unreachable();
    EXPECT_EQ(session().unreachable_since(), clock.wall());
    for (const int step : {1, 2, 4, 8, 16, 32, 60, 60}) {
        const base::Error error = closed();
        EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
        EXPECT_EQ(error.retry_after(), seconds(step));
        clock.advance(seconds(step));
        Visit probe = session().enter();
        EXPECT_EQ(closed().kind(), ErrorKind::Unavailable) << "a second probe";
        probe.unreachable();
    }
}

TEST_F(SessionTest, one_that_gets_through_opens_the_gate) {
    const base::WallTime start = clock.wall();
    session().enter().unreachable();
    clock.advance(seconds(1));
    EXPECT_EQ(session().unreachable_since(), start);
    session().enter().reached();
    EXPECT_EQ(session().unreachable_since(), base::WallTime{});
    const Visit a = session().enter();
    const Visit b = session().enter();
    session().enter().unreachable();
    EXPECT_EQ(closed().retry_after(), seconds(1)) << "the back-off begins anew";
}

TEST_F(SessionTest, calls_that_were_under_way_when_it_shut_count_as_one_failure) {
    std::vector<Visit> inside;
    for (int i = 0; i < 3; ++i) inside.push_back(session().enter());
    for (auto& visit : inside) visit.unreachable();
    EXPECT_EQ(closed().retry_after(), seconds(1));
}

TEST_F(SessionTest, a_probe_without_a_verdict_lets_the_next_one_try) {
    session().enter().unreachable();
    clock.advance(seconds(1));
    {
        const Visit probe = session().enter();
    }
    EXPECT_NO_THROW(session().enter());
}

TEST_F(SessionTest, an_error_tells_whether_the_organisation_was_reached) {
    const auto after = [&](const base::Error& error) {
        session().enter().failed(error);
        const bool open = session().unreachable_since() == base::WallTime{};
        clock.advance(seconds(100));
        session().enter().reached();
        return open;
    };
    EXPECT_FALSE(after(base::Error(ErrorKind::Unavailable, "no connection")));
    EXPECT_FALSE(after(base::Error(ErrorKind::Timeout, "no answer")));
    EXPECT_FALSE(after(base::Error(ErrorKind::Unavailable, "503").with_http_status(503)));
    EXPECT_TRUE(after(base::Error(ErrorKind::Unavailable, "500").with_http_status(500)));
    EXPECT_TRUE(after(base::Error(ErrorKind::Unauthorized, "401").with_http_status(401)));
    EXPECT_TRUE(after(base::Error(ErrorKind::TooManyRequests, "LocalBudget")));
}

TEST_F(SessionTest, what_never_left_this_process_neither_opens_nor_closes) {
    session().enter().unreachable();
    clock.advance(seconds(1));
    session().enter().failed(base::Error(ErrorKind::TooManyRequests, "LocalBudget"));
    EXPECT_NE(session().unreachable_since(), base::WallTime{});
    session().enter().failed(base::Error(ErrorKind::Conflict, "409").with_http_status(409));
    EXPECT_EQ(session().unreachable_since(), base::WallTime{});
}

TEST_F(SessionTest, visit_tells_the_gate_how_the_calls_went) {
    EXPECT_EQ(zpa::visit(session(), [] { return 7; }), 7);
    EXPECT_EQ(error_of([&] {
                  zpa::visit(session(), []() -> int { throw base::Error(ErrorKind::Timeout, "no answer"); });
              }).kind(),
              ErrorKind::Timeout);
    EXPECT_EQ(closed().kind(), ErrorKind::Unavailable);
    clock.advance(seconds(1));
    zpa::visit(session(), [] { return true; });
    EXPECT_EQ(session().unreachable_since(), base::WallTime{});
}

TEST_F(SessionTest, a_503_that_says_when_to_come_back_is_believed) {
    session().enter().failed(
        base::Error(ErrorKind::Unavailable, "503").with_http_status(503).with_retry_after(seconds(30)));
    EXPECT_EQ(closed().retry_after(), seconds(30));
}

TEST_F(SessionTest, while_one_that_never_answered_is_called_nobody_else_gets_stuck_in_it) {
    crowd = std::make_shared<zpa::Crowd>(8);
    const Visit first = session().enter();
    EXPECT_EQ(closed().reason(), "Busy");
    api->reply(200, "[]");
    session().client().list_keys(kConnector, "", 1, read(), stop);
    EXPECT_NO_THROW(session().enter()) << "any reply shows that somebody is there";
}

TEST_F(SessionTest, two_texts_for_one_microtenant_are_one_inventory) {
    EXPECT_EQ(session().inventory(""), session().inventory("0"));
    EXPECT_EQ(session().microtenant("0"), "");
    EXPECT_EQ(session().microtenant("73"), "73");
}

TEST_F(SessionTest, the_default_microtenant_is_not_one_that_has_another) {
    credentials.microtenant_id = "72";
    EXPECT_EQ(session().microtenant("0"), "0");
    EXPECT_EQ(session().microtenant("72"), session().microtenant(""));
}

TEST_F(SessionTest, knows_whom_it_speaks_for) {
    credentials.api_url = "https://gateway.example/";
    EXPECT_EQ(session().identity(), (zpa::TenantIdentity{"https://gateway.example", std::string(kCustomer)}));
    EXPECT_EQ(session().credentials(), credentials);
    EXPECT_EQ(&session().budget(), budget.get());
}

TEST_F(SessionTest, has_one_inventory_a_microtenant_and_its_own_by_default) {
    credentials.microtenant_id = "72";
    EXPECT_EQ(session().inventory(""), session().inventory("72"));
    EXPECT_NE(session().inventory(""), session().inventory("73"));
    EXPECT_EQ(session().inventory("")->microtenant_id(), "72");
}

// Each object may name another one that does not exist.
TEST_F(SessionTest, a_microtenant_that_never_showed_a_list_is_forgotten_when_nobody_asks_for_it) {
    const std::weak_ptr<zpa::Inventory> own = session().inventory(""), gone = session().inventory("72"),
                                        wanted = session().inventory("73"), held = session().inventory("74");
    const auto holder = held.lock();
    clock.advance(seconds(600));
    session().inventory("73");
    session().inventory("75");
    EXPECT_FALSE(gone.expired()) << "not before";
    clock.advance(seconds(1));
    session().inventory("76");
    EXPECT_TRUE(gone.expired());
    EXPECT_FALSE(wanted.expired());
    EXPECT_FALSE(own.expired());
    EXPECT_EQ(holder->microtenant_id(), "74");
    EXPECT_NE(session().inventory("74"), holder);
}

TEST_F(SessionTest, one_that_was_listed_is_kept_so_that_the_next_list_tells_what_changed) {
    const std::weak_ptr<zpa::Inventory> listed = session().inventory("72");
    api->reply(200, R"({"totalPages":"1","totalCount":"1","list":[)" + key_json("58001", "blue") + "]}");
    session().inventory("72")->refresh_keys(kConnector, clock.now(), zpa::Urgency::Poll, stop);
    clock.advance(std::chrono::hours(1000));
    session().inventory("73");
    EXPECT_FALSE(listed.expired());
}

}  // namespace
}  // namespace zpa_test
