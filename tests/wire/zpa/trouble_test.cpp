#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "tests/fakes/eventually.h"
#include "tests/wire/zpa/cloud.h"

namespace zpa_wire {
namespace {

using base::ErrorKind;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = simulator::Fault::Kind;

class Trouble : public Cloud {
protected:
    std::uint64_t posts() { return zpa.journal.counters().of("POST", "provisioningKey"); }
};

struct Mishap {
    const char* name;
    Kind kind;
    bool after_commit;
    bool unknown;  // else a refusal
    std::size_t keys_left;
    friend std::ostream& operator<<(std::ostream& out, const Mishap& mishap) { return out << mishap.name; }
};

class Mishaps : public Trouble, public ::testing::WithParamInterface<Mishap> {};

TEST_P(Mishaps, of_a_post_are_told_for_what_they_prove_and_it_is_sent_once) {
    const Mishap& mishap = GetParam();
    fail(mishap.kind, "POST", mishap.after_commit);
    const auto outcome = create("edge-a.k3x");
    EXPECT_EQ(std::holds_alternative<zpa::Unknown>(outcome), mishap.unknown);
    EXPECT_EQ(std::holds_alternative<zpa::Refused>(outcome), !mishap.unknown);
    EXPECT_EQ(keys_there(), mishap.keys_left);
    EXPECT_EQ(posts(), 1U);
}

INSTANTIATE_TEST_SUITE_P(All, Mishaps,
                         ::testing::Values(Mishap{"throttled", Kind::throttled, false, false, 0},
                                           Mishap{"unavailable", Kind::unavailable, false, true, 0},
                                           Mishap{"unavailable_after_commit", Kind::unavailable, true, true, 1},
                                           Mishap{"conflict", Kind::conflict, false, false, 0},
                                           Mishap{"error", Kind::error, false, true, 0},
                                           Mishap{"error_after_commit", Kind::error, true, true, 1},
                                           Mishap{"unlicensed", Kind::unlicensed, false, false, 0},
                                           Mishap{"drop", Kind::drop, false, true, 0},
                                           Mishap{"drop_after_commit", Kind::drop, true, true, 1},
                                           Mishap{"truncate", Kind::truncate, true, true, 1}));

struct Stranger {
    const char* name;
    int status;
    const char* body;
    friend std::ostream& operator<<(std::ostream& out, const Stranger& stranger) { return out << stranger.name; }
};
class Strangers : public Trouble, public ::testing::WithParamInterface<Stranger> {};
TEST_P(Strangers, between_us_and_zpa_prove_nothing_by_what_they_answer) {
    simulator::Fault fault;
    fault.kind = Kind::reply;
    fault.match.method = "POST";
    fault.match.kind = "provisioningKey";
    fault.status = GetParam().status;
    fault.headers = {{"content-type", "text/html"}};
    fault.body = GetParam().body;
    zpa.fail(fault);
    const auto outcome = create("edge-a.k3x");
    ASSERT_TRUE(std::holds_alternative<zpa::Unknown>(outcome));
    EXPECT_EQ(posts(), 1U);
}
INSTANTIATE_TEST_SUITE_P(All, Strangers,
                         ::testing::Values(Stranger{"bad_gateway", 502, "<html>Bad Gateway</html>"},
                                           Stranger{"bad_request", 400, "<html>Bad Request</html>"},
                                           Stranger{"request_timeout", 408, ""}, Stranger{"moved", 302, ""},
                                           Stranger{"captive_portal", 200, "<html>"},
                                           Stranger{"proxy_sign_in", 401, "<html>"}));

TEST_F(Trouble, a_post_that_hangs_is_unknown_at_its_deadline) {
    client_options.deadline = milliseconds(300);
    fail(Kind::hang, "POST", true);
    const auto outcome = create("edge-a.k3x");
    ASSERT_TRUE(std::holds_alternative<zpa::Unknown>(outcome));
    EXPECT_EQ(std::get<zpa::Unknown>(outcome).error.kind(), ErrorKind::Timeout);
    EXPECT_EQ(keys_there(), 1U);
}

TEST_F(Trouble, a_stop_ends_a_call_that_hangs) {
    client().sign_in(stop);
    fail(Kind::hang, "GET");
    std::thread stopper([&] {
        EXPECT_TRUE(zpa.faults.wait_until_held(1, seconds(10)));
        stop_source.request_stop();
    });
    EXPECT_EQ(error_of([&] { client().list_keys(kConnector, "", 1, permit(), stop); }).kind(), ErrorKind::Cancelled);
    stopper.join();
}

TEST_F(Trouble, a_missing_licence_costs_no_second_sign_in) {
    fail(Kind::unlicensed, "GET");
    const base::Error error = error_of([&] { client().list_keys(kConnector, "", 1, permit(), stop); });
    EXPECT_EQ(error.kind(), ErrorKind::Forbidden);
    EXPECT_EQ(error.reason(), "authz.featureflag.permission.denied");
    EXPECT_NE(std::string(error.what()).find("216,196,257,331,281,920"), std::string::npos);
    EXPECT_EQ(sign_ins(), 1U);
}

TEST_F(Trouble, retry_after_with_an_s_closes_the_class) {
    fail(Kind::throttled, "GET");
    EXPECT_EQ(error_of([&] { client().list_keys(kConnector, "", 1, permit(), stop); }).retry_after(), seconds(4));
    EXPECT_EQ(error_of([&] { permit(); }).reason(), "RetryAfter");
    EXPECT_NO_THROW(write());
}

TEST_F(Trouble, a_cloud_that_is_away_is_unavailable_until_it_is_back) {
    client().sign_in(stop);
    const auto port = server->port();
    server.reset();
    EXPECT_EQ(error_of([&] { get("1"); }).kind(), ErrorKind::Unavailable);
    simulator::ServerOptions options;
    options.tls = true;
    options.port = port;
    server = std::make_unique<simulator::Server>(zpa, options);
    credentials.ca_bundle_pem = server->ca();
    zpa::Client again(credentials, budget, base::open_fence(), {}, base::system_clock());
    EXPECT_FALSE(again.list_certificates("", 1, permit(), stop).items.empty());
}

// The server's window has whole seconds, so one of a second serves: eight threads push forty writes through a limit of
// ten.
TEST_F(Trouble, the_budget_keeps_a_crowd_under_the_servers_limit_without_one_429) {
    zpa.behaviours.edit([](simulator::Behaviour& behaviour) {
        behaviour.limits = true;
        behaviour.window_seconds = 1;
        behaviour.reads_per_window = 1000;
    });
    budget = zpa::RateBudget::make({1000, 10, seconds(1)}, base::system_clock());
    client().sign_in(stop);
    std::atomic<int> next = 0;
    const auto began = std::chrono::steady_clock::now();
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 8; ++writer) {
        writers.emplace_back([&] {
            for (int number = next++; number < 40; number = next++) {
                const std::string name = "edge-" + std::to_string(number);
                std::optional<zpa::Permit> slot;
                while (!slot) {
                    try {
                        slot.emplace(budget->take(zpa::CallClass::Write, zpa::Urgency::Publish, name));
                    } catch (const base::Error& error) {
                        std::this_thread::sleep_for(*error.retry_after());  // what a work queue does with the delay
                    }
                }
                const auto outcome = client().create_key(kConnector, "", draft(name), std::move(*slot), stop);
                EXPECT_TRUE(std::holds_alternative<zpa::KeyDetail>(outcome));
            }
        });
    }
    for (auto& writer : writers) writer.join();
    EXPECT_EQ(keys_there(), 40U);
    EXPECT_EQ(zpa.journal.counters().of("POST", "provisioningKey", 429), 0U);
    EXPECT_GE(std::chrono::steady_clock::now() - began, seconds(3));
}

}  // namespace
}  // namespace zpa_wire
