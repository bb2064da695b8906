#include "controller/runtime/leader_elector.h"

#include <gtest/gtest.h>

#include <future>

#include "controller/base/error.h"
#include "controller/runtime/lease.h"
#include "tests/fakes/stuck_log_sink.h"
#include "tests/unit/runtime/scripted_api.h"

namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;
using tests::ScriptedApi;

constexpr auto kPath = "/apis/coordination.k8s.io/v1/namespaces/ns/leases";

// One Lease as the API server keeps it: created once, replaced only by who names its resource version.
class OneLease {
public:
    http::Response answer(const http::Request& request) {
        const std::lock_guard lock(mutex_);
        if (down_) return ScriptedApi::refusal(503, "ServiceUnavailable");
        times_.push_back(request.deadline);
        if (request.method == "GET" || (request.method == "PUT" && lease_.is_null())) {
            return lease_.is_null() ? ScriptedApi::refusal(404, "NotFound") : ScriptedApi::reply(200, lease_);
        }
        const auto wanted = json::parse(request.body);
        const bool create = request.method == "POST";
        if (create && !lease_.is_null()) return ScriptedApi::refusal(409, "AlreadyExists");
        if (!create && wanted["metadata"]["resourceVersion"] != lease_["metadata"]["resourceVersion"]) {
            return ScriptedApi::refusal(409, "Conflict");
        }
        write(wanted);
        if (std::exchange(lose_reply_, false)) throw base::Error(base::ErrorKind::Cancelled, "stopped");
        return ScriptedApi::reply(200, lease_);
    }
    json held_by(const std::string& holder) {
        const std::lock_guard lock(mutex_);
        write(runtime::new_lease("ns", "lock", {holder, 15, {}, base::WallTime(seconds(++renewals_)), 0}));
        return lease_;
    }
    std::string holder() {
        const std::lock_guard lock(mutex_);
        return runtime::parse_lease(lease_).holder;
    }
    std::string holder_if_any() {
        const std::lock_guard lock(mutex_);
        return lease_.is_null() ? "" : runtime::parse_lease(lease_).holder;
    }
    json current() {
        const std::lock_guard lock(mutex_);
        return lease_;
    }
    void lose_next_reply() {
        const std::lock_guard lock(mutex_);
        lose_reply_ = true;
    }
    void remove() {
        const std::lock_guard lock(mutex_);
        lease_ = nullptr;
    }
    std::vector<std::chrono::milliseconds> times() {  // that the requests were given
        const std::lock_guard lock(mutex_);
        return times_;
    }
    void set_down(bool down) {
        const std::lock_guard lock(mutex_);
        down_ = down;
    }

private:
    void write(json lease) {
        lease_ = std::move(lease);
        lease_["metadata"]["resourceVersion"] = std::to_string(++version_);
    }
    std::mutex mutex_;
    json lease_;
    int version_ = 0;
    int renewals_ = 0;
    bool down_ = false;
    bool lose_reply_ = false;
    std::vector<std::chrono::milliseconds> times_;
};

class LeaderElector : public testing::Test {
protected:
    LeaderElector() {
        api_.answer([this](const http::Request& request) { return lease_.answer(request); });
    }
    runtime::LeaderElectionOptions options(base::Duration retry_period) const {
        runtime::LeaderElectionOptions result;
        result.namespace_name = "ns";
        result.name = "lock";
        result.identity = "me";
        result.retry_period = retry_period;
        return result;
    }
    std::unique_ptr<runtime::LeaderElector> elector(base::Duration retry_period = milliseconds(2)) {
        return std::make_unique<runtime::LeaderElector>(options(retry_period), api_.connection(), clock_,
                                                        base::system_random(), fakes::logger_into(log_));
    }
    std::future<bool> wait_for(runtime::LeaderElector& elector) {
        return std::async(std::launch::async,
                          [this, &elector] { return elector.wait_until_leading(stop_.get_token()); });
    }
    static bool fenced(const runtime::LeaderElector& elector) {
        try {
            elector.check();
            return false;
        } catch (const base::Error& error) {
            return error.kind() == base::ErrorKind::Fenced;
        }
    }
    fakes::FakeClock clock_;
    std::shared_ptr<fakes::CapturingLogSink> log_ = std::make_shared<fakes::CapturingLogSink>();
    ScriptedApi api_{clock_};
    OneLease lease_;
    std::stop_source stop_;
    std::atomic<int> lost_{0};
};

TEST_F(LeaderElector, MakesTheLeaseWhereThereIsNone) {
    const auto elector = this->elector();
    EXPECT_TRUE(elector->wait_until_leading({}));
    EXPECT_TRUE(elector->leading());
    EXPECT_EQ(lease_.holder(), "me");
    EXPECT_NO_THROW(elector->check());
}

TEST_F(LeaderElector, AnotherHoldersLeaseIsLeftAloneUntilItsTimeIsUp) {
    lease_.held_by("other");
    const auto elector = this->elector();
    auto leading = wait_for(*elector);
    ASSERT_TRUE(fakes::eventually([&] { return api_.count("GET") > 3; }));
    EXPECT_EQ(lease_.holder(), "other");
    EXPECT_TRUE(fenced(*elector));
    clock_.advance(seconds(15));
    ASSERT_EQ(leading.wait_for(seconds(10)), std::future_status::ready);
    EXPECT_TRUE(leading.get());
    EXPECT_EQ(runtime::parse_lease(lease_.current()).transitions, 1);
}

TEST_F(LeaderElector, ARenewalByTheOtherStartsItsTimeAnew) {
    lease_.held_by("other");
    const auto elector = this->elector();
    auto leading = wait_for(*elector);
    for (int round = 0; round < 3; ++round) {
        auto reads = api_.count("GET");
        ASSERT_TRUE(fakes::eventually([&] { return api_.count("GET") > reads + 1; }));
        lease_.held_by("other");
        reads = api_.count("GET");
        ASSERT_TRUE(fakes::eventually([&] { return api_.count("GET") > reads + 1; }));
        clock_.advance(seconds(10));
    }
    EXPECT_EQ(lease_.holder(), "other");
    stop_.request_stop();
    EXPECT_FALSE(leading.get());
}

TEST_F(LeaderElector, AReleasedLeaseIsTakenAtOnce) {
    lease_.held_by("other");
    const auto elector = this->elector(std::chrono::hours(1));  // polling would not see it within this test
    auto leading = wait_for(*elector);
    ASSERT_TRUE(fakes::eventually([&] { return api_.count("GET") == 1 && !api_.watched().empty(); }));
    EXPECT_NE(api_.watched()[0].find("fieldSelector=metadata.name%3Dlock"), std::string::npos) << api_.watched()[0];
    const auto released = lease_.held_by("");
    api_.push_line({{"type", "ADDED"}, {"object", released}});
    ASSERT_EQ(leading.wait_for(seconds(10)), std::future_status::ready);
    EXPECT_EQ(lease_.holder(), "me");
}

TEST_F(LeaderElector, StopEndsTheWait) {
    lease_.held_by("other");
    const auto elector = this->elector(std::chrono::hours(1));
    auto leading = wait_for(*elector);
    ASSERT_TRUE(fakes::eventually([&] { return api_.count("GET") == 1; }));
    stop_.request_stop();
    ASSERT_EQ(leading.wait_for(seconds(10)), std::future_status::ready);
    EXPECT_FALSE(leading.get());
}

TEST_F(LeaderElector, RenewsWithoutReadingFirst) {
    const auto elector = this->elector();
    ASSERT_TRUE(elector->wait_until_leading({}));
    const auto reads = api_.count("GET");
    elector->start_renewing([&] { ++lost_; });
    ASSERT_TRUE(fakes::eventually([&] { return api_.count("PUT") > 3; }));
    EXPECT_EQ(api_.count("GET"), reads);
    EXPECT_EQ(elector->slow_paths(), 0U);
    clock_.advance(seconds(8));
    ASSERT_TRUE(fakes::eventually([&] { return elector->since_renewal() == seconds(0); }));
}

TEST_F(LeaderElector, AnotherHolderMeansLostAtOnce) {
    const auto elector = this->elector();
    ASSERT_TRUE(elector->wait_until_leading({}));
    elector->start_renewing([&] { ++lost_; });
    lease_.held_by("other");
    ASSERT_TRUE(fakes::eventually([&] { return lost_ == 1; }));
    EXPECT_FALSE(elector->leading());
    EXPECT_TRUE(fenced(*elector));
    EXPECT_EQ(lease_.holder(), "other");
}

TEST_F(LeaderElector, ADeletedLeaseIsLostAndCalledSo) {
    const auto elector = this->elector();
    ASSERT_TRUE(elector->wait_until_leading({}));
    elector->start_renewing([&] { ++lost_; });
    lease_.remove();
    ASSERT_TRUE(fakes::eventually([&] { return lost_ == 1; }));
    EXPECT_TRUE(log_->contains("the lease was deleted"));
}

TEST_F(LeaderElector, ALogThatNobodyReadsDoesNotKeepTheLossSecret) {
    const auto sink = std::make_shared<fakes::StuckLogSink>();
    runtime::LeaderElector elector(options(milliseconds(2)), api_.connection(), clock_, base::system_random(),
                                   base::Logger(base::LogLevel::Debug, base::LogFormat::Json, sink));
    ASSERT_TRUE(elector.wait_until_leading({}));
    sink->stick();
    elector.start_renewing([&] { ++lost_; });
    lease_.held_by("other");
    EXPECT_TRUE(fakes::eventually([&] { return lost_ == 1; }));
    EXPECT_TRUE(fenced(elector));
    sink->release();
}

TEST_F(LeaderElector, NoRequestTakesLongerThanHalfTheRenewDeadline) {
    const auto elector = this->elector();
    ASSERT_TRUE(elector->wait_until_leading({}));
    elector->start_renewing([&] { ++lost_; });
    ASSERT_TRUE(fakes::eventually([&] { return api_.count("PUT") > 2; }));
    elector->release();
    for (const auto time : lease_.times()) EXPECT_LE(time, seconds(5));
}

TEST_F(LeaderElector, NoRenewalGoesOnAfterTheDeadline) {
    const auto elector = this->elector(milliseconds(200));
    ASSERT_TRUE(elector->wait_until_leading({}));
    clock_.advance(seconds(8));
    elector->start_renewing([&] { ++lost_; });
    ASSERT_TRUE(fakes::eventually([&] { return lease_.times().size() > 2; }));
    EXPECT_LE(lease_.times().at(2), seconds(2)) << "two of ten seconds are left, after a GET and a POST";
}

// Its pauses are longer than this test, but those that are over as they begin.
TEST_F(LeaderElector, ARenewalThatHungLeavesTheNextOneTheRest) {
    auto slow = options(seconds(20));
    slow.renew_deadline = seconds(60);
    slow.lease_duration = seconds(90);
    runtime::LeaderElector elector(slow, api_.connection(), clock_, base::system_random(), fakes::logger_into(log_));
    ASSERT_TRUE(elector.wait_until_leading({}));
    api_.answer([this](const http::Request& request) {
        if (api_.count("PUT") > 1) return lease_.answer(request);
        clock_.advance(request.deadline);
        throw base::Error(base::ErrorKind::Timeout, "no answer in time");
    });
    clock_.advance(seconds(20));
    elector.start_renewing([&] { ++lost_; });
    ASSERT_TRUE(fakes::eventually([&] { return elector.since_renewal() == base::Duration::zero(); }));
    EXPECT_EQ(api_.count("PUT"), 2U);
    EXPECT_EQ(lease_.times().back(), seconds(10)) << "20 of 60 were the pause, 30 the try that hung";
    EXPECT_EQ(lost_, 0);
}

TEST_F(LeaderElector, AForeignWriteThatLeavesUsTheLeaseIsReadAndRenewed) {
    const auto elector = this->elector();
    ASSERT_TRUE(elector->wait_until_leading({}));
    lease_.held_by("me");
    elector->start_renewing([&] { ++lost_; });
    ASSERT_TRUE(fakes::eventually([&] { return elector->slow_paths() > 0 && api_.count("PUT") > 2; }));
    EXPECT_TRUE(elector->leading());
    EXPECT_EQ(lost_, 0);
}

TEST_F(LeaderElector, RenewalThatFailsForItsDeadlineLosesTheLease) {
    const auto elector = this->elector();
    ASSERT_TRUE(elector->wait_until_leading({}));
    lease_.set_down(true);
    elector->start_renewing([&] { ++lost_; });
    ASSERT_TRUE(fakes::eventually([&] { return api_.count("PUT") > 2; }));
    EXPECT_EQ(lost_, 0) << "failures are retried within the deadline";
    EXPECT_NO_THROW(elector->check());
    clock_.advance(milliseconds(10'001));
    ASSERT_TRUE(fakes::eventually([&] { return lost_ == 1; }));
    EXPECT_TRUE(fenced(*elector));
}

TEST_F(LeaderElector, RefusesWritesAfterTheProcessSlept) {
    const auto elector = this->elector(std::chrono::hours(1));
    ASSERT_TRUE(elector->wait_until_leading({}));
    elector->start_renewing([&] { ++lost_; });
    clock_.sleep_through(seconds(10));
    EXPECT_NO_THROW(elector->check());
    clock_.sleep_through(milliseconds(1));
    EXPECT_TRUE(fenced(*elector));
    EXPECT_TRUE(fenced(*elector));
    EXPECT_EQ(lost_, 1) << "told once";
    EXPECT_FALSE(elector->leading());
}

TEST_F(LeaderElector, ALossBeforeAnybodyListensIsToldToTheFirstWhoDoes) {
    const auto elector = this->elector(std::chrono::hours(1));
    ASSERT_TRUE(elector->wait_until_leading({}));
    clock_.sleep_through(seconds(60));
    EXPECT_TRUE(fenced(*elector));
    elector->start_renewing([&] { ++lost_; });
    EXPECT_EQ(lost_, 1);
    EXPECT_TRUE(fenced(*elector));
    EXPECT_EQ(lost_, 1);
}

TEST_F(LeaderElector, AWokenProcessDoesNotRenewWhatItSleptThrough) {
    const auto elector = this->elector();
    ASSERT_TRUE(elector->wait_until_leading({}));
    clock_.sleep_through(seconds(60));
    const auto before = api_.count("PUT");
    elector->start_renewing([&] { ++lost_; });
    ASSERT_TRUE(fakes::eventually([&] { return lost_ == 1; }));
    EXPECT_EQ(api_.count("PUT"), before);
}

TEST_F(LeaderElector, ReleaseGivesTheLeaseBackAndFencesWrites) {
    const auto elector = this->elector();
    ASSERT_TRUE(elector->wait_until_leading({}));
    elector->start_renewing([&] { ++lost_; });
    elector->release();
    EXPECT_EQ(lease_.holder(), "");
    EXPECT_EQ(runtime::parse_lease(lease_.current()).duration_seconds, 1);
    EXPECT_TRUE(fenced(*elector));
    EXPECT_EQ(lost_, 0);
}

TEST_F(LeaderElector, ReleaseLooksAgainWhereTheLeaseMovedOn) {
    const auto elector = this->elector(std::chrono::hours(1));
    ASSERT_TRUE(elector->wait_until_leading({}));
    lease_.held_by("me");
    elector->release();
    EXPECT_EQ(lease_.holder(), "");
}

TEST_F(LeaderElector, ReleaseNeverTakesAnothersLeaseAway) {
    const auto elector = this->elector(std::chrono::hours(1));
    ASSERT_TRUE(elector->wait_until_leading({}));
    lease_.held_by("other");
    elector->release();
    EXPECT_EQ(lease_.holder(), "other");
}

TEST_F(LeaderElector, ALeaseThatWasTakenWhileWeWereStoppedIsGivenBack) {
    for (const bool there : {false, true}) {
        if (there) lease_.held_by("");
        const auto elector = this->elector(std::chrono::hours(1));
        lease_.lose_next_reply();
        auto leading = wait_for(*elector);
        ASSERT_TRUE(fakes::eventually([&] { return lease_.holder_if_any() == "me"; }));
        stop_.request_stop();
        leading.get();
        elector->release();
        EXPECT_EQ(lease_.holder(), "");
        stop_ = {};
    }
}

TEST_F(LeaderElector, ReleaseWithoutTheLeaseAsksNothing) {
    elector()->release();
    EXPECT_TRUE(api_.asked().empty());
}

TEST_F(LeaderElector, AServerThatIsAwayIsAskedAgain) {
    lease_.set_down(true);
    const auto elector = this->elector();
    auto leading = wait_for(*elector);
    ASSERT_TRUE(fakes::eventually([&] { return api_.count("GET") > 2; }));
    lease_.set_down(false);
    ASSERT_EQ(leading.wait_for(seconds(10)), std::future_status::ready);
    EXPECT_TRUE(leading.get());
    EXPECT_EQ(api_.count("POST"), 1U);
}

}  // namespace
