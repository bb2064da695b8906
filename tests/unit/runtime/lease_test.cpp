#include "controller/runtime/lease.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "controller/base/error.h"

namespace {

using nlohmann::json;
using runtime::LeaseVerdict;
using std::chrono::seconds;

runtime::LeaseRecord record(const std::string& holder, int duration = 15) {
    return {holder, duration, base::WallTime(seconds(100)), base::WallTime(seconds(200)), 3};
}

struct Row {
    const char* fact;
    runtime::LeaseRecord record;
    base::Duration unchanged_for;
    LeaseVerdict verdict;
};

TEST(Lease, IsJudgedByTheTimeItWasSeenNotToChange) {
    const Row rows[] = {
        {"given back", record(""), seconds(0), LeaseVerdict::Free},
        {"ours", record("me"), seconds(0), LeaseVerdict::Ours},
        {"ours for long", record("me"), seconds(100), LeaseVerdict::Ours},
        {"another's, just seen", record("other"), seconds(0), LeaseVerdict::Held},
        {"another's, almost over", record("other"), std::chrono::milliseconds(14999), LeaseVerdict::Held},
        {"another's, over", record("other"), seconds(15), LeaseVerdict::Expired},
        {"its own duration counts, not ours", record("other", 60), seconds(30), LeaseVerdict::Held},
    };
    for (const auto& row : rows) EXPECT_EQ(judge(row.record, "me", row.unchanged_for), row.verdict) << row.fact;
}

TEST(Lease, ClockOfTheOtherHolderIsIgnored) {
    auto from_the_past = record("other");
    from_the_past.renew_time = {};
    EXPECT_EQ(judge(from_the_past, "me", seconds(1)), LeaseVerdict::Held);
}

TEST(Lease, TakingOverCountsATransitionAndRenewingDoesNot) {
    const auto now = base::WallTime(seconds(500));
    const auto taken = held_by(record("other"), "me", seconds(15), now);
    EXPECT_EQ(taken.transitions, 4);
    EXPECT_EQ(taken.acquire_time, now);
    const auto renewed = held_by(taken, "me", seconds(15), base::WallTime(seconds(502)));
    EXPECT_EQ(renewed.transitions, 4);
    EXPECT_EQ(renewed.acquire_time, now);
    EXPECT_EQ(renewed.renew_time, base::WallTime(seconds(502)));
}

TEST(Lease, ACountAtItsEndIsTakenOverAllTheSame) {
    auto full = record("other");
    full.transitions = std::numeric_limits<int>::max();
    EXPECT_EQ(held_by(full, "me", seconds(15), base::WallTime{}).transitions, full.transitions);
}

TEST(Lease, GivenBackHasNoHolderForOneSecond) {
    const auto back = given_back(record("me"), base::WallTime(seconds(500)));
    EXPECT_EQ(back.holder, "");
    EXPECT_EQ(back.duration_seconds, 1);
    EXPECT_EQ(back.transitions, 3);
    EXPECT_FALSE(with_record({}, back)["spec"].contains("holderIdentity"));
}

TEST(Lease, SurvivesTheWayToTheServerAndBack) {
    EXPECT_EQ(runtime::parse_lease(new_lease("ns", "lock", record("me"))), record("me"));
}

TEST(Lease, TimesAreMicroseconds) {
    EXPECT_EQ(new_lease("ns", "lock", record("me"))["spec"]["renewTime"], "1970-01-01T00:03:20.000000Z");
}

TEST(Lease, MetadataOfOthersStays) {
    const json lease = {{"metadata", {{"resourceVersion", "7"}, {"labels", {{"team", "a"}}}}},
                        {"spec", {{"strategy", "x"}}}};
    const auto written = with_record(lease, record("me"));
    EXPECT_EQ(written["metadata"], lease["metadata"]);
    EXPECT_EQ(written["spec"]["strategy"], "x");
}

TEST(Lease, WithoutASpecIsFree) {
    EXPECT_EQ(judge(runtime::parse_lease({{"metadata", {{"name", "lock"}}}}), "me", seconds(0)), LeaseVerdict::Free);
    EXPECT_EQ(judge(runtime::parse_lease({{"spec", {{"holderIdentity", nullptr}}}}), "me", seconds(0)),
              LeaseVerdict::Free);
}

TEST(Lease, NonsenseIsAProtocolError) {
    EXPECT_THROW(runtime::parse_lease({{"spec", {{"holderIdentity", 5}}}}), base::Error);
    EXPECT_THROW(runtime::parse_lease({{"spec", {{"renewTime", "yesterday"}}}}), base::Error);
    EXPECT_THROW(runtime::parse_lease({{"spec", "none"}}), base::Error);
    EXPECT_THROW(runtime::parse_lease({{"spec", {{"leaseDurationSeconds", 4294967296}}}}), base::Error);
    EXPECT_THROW(runtime::parse_lease({{"spec", {{"leaseTransitions", 1e300}}}}), base::Error);
    EXPECT_THROW(runtime::parse_lease(json::array()), base::Error);
}

}  // namespace
