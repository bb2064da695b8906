#include "controller/runtime/event_publisher.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>

#include "controller/runtime/event_metrics.h"
#include "tests/unit/runtime/scripted_api.h"

namespace {

using nlohmann::json;
using std::chrono::seconds;
using tests::ScriptedApi;

const runtime::ObjectReference thing{"example.io/v1", "Thing", {"ns", "a"}, "uid", "7"};

class EventPublisher : public testing::Test {
protected:
    EventPublisher() { publisher_.start(); }
    void publish(const std::string& reason, const runtime::ObjectReference& about = thing) {
        publisher_.publish(about, runtime::EventType::Normal, reason, "Create", "text");
    }
    fakes::FakeClock clock_;
    ScriptedApi api_{clock_};
    kube::Client client_{api_.connection(), base::open_fence(), 0};
    std::shared_ptr<fakes::CapturingLogSink> log_ = std::make_shared<fakes::CapturingLogSink>();
    runtime::EventPublisher publisher_{client_, "example.io/operator", "pod-1", clock_, fakes::logger_into(log_)};
};

TEST_F(EventPublisher, CreatesTheFirstAndPatchesASeriesIntoTheSecond) {
    publish("Created");
    publish("Created");
    publisher_.stop(seconds(10));
    const auto asked = api_.asked();
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(asked[0].method, "POST");
    EXPECT_EQ(asked[0].target, "/apis/events.k8s.io/v1/namespaces/ns/events");
    EXPECT_EQ(asked[0].body["reason"], "Created");
    EXPECT_EQ(asked[1].method, "PATCH");
    EXPECT_EQ(asked[1].content_type, "application/merge-patch+json");
    EXPECT_EQ(asked[1].target, asked[0].target + "/" + asked[0].body["metadata"]["name"].get<std::string>());
    EXPECT_EQ(asked[1].body["series"]["count"], 2);
}

TEST_F(EventPublisher, OneObjectsEventsKeepTheirOrderAndOtherObjectsDoNotWaitForThem) {
    std::mutex mutex;
    std::condition_variable changed;
    bool other_was_written = false, waited_in_vain = false;
    api_.answer([&](const http::Request& request) {
        const bool is_other = nlohmann::json::parse(request.body).at("regarding").at("name") != "a";
        std::unique_lock lock(mutex);
        other_was_written = other_was_written || is_other;
        changed.notify_all();
        if (!changed.wait_for(lock, seconds(10), [&] { return other_was_written; })) waited_in_vain = true;
        return ScriptedApi::reply(201, json::object());
    });
    publish("First");
    publish("Second");
    for (int i = 0; i < 20; ++i)
        publish("Other", {"example.io/v1", "Thing", {"ns", "b" + std::to_string(i)}, "uid", "7"});
    publisher_.stop(seconds(60));
    std::vector<std::string> reasons;
    for (const auto& one : api_.asked()) {
        if (one.body["regarding"]["name"] == "a") reasons.push_back(one.body["reason"]);
    }
    EXPECT_EQ(reasons, (std::vector<std::string>{"First", "Second"}));
    EXPECT_FALSE(waited_in_vain);
    EXPECT_EQ(api_.asked().size(), 22U);
}

TEST_F(EventPublisher, IsALineOfTheLogOnceASeries) {
    for (int i = 0; i < 3; ++i) publish("Created");
    publisher_.publish(thing, runtime::EventType::Warning, "Drifted", "Update", "maxUsage 5 -> 9");
    publisher_.stop(seconds(10));
    const auto lines = log_->lines();
    ASSERT_EQ(lines.size(), 2U);
    const auto created = json::parse(lines[0]), drifted = json::parse(lines[1]);
    EXPECT_EQ(created["level"], "info");
    EXPECT_EQ(created["namespace"], "ns");
    EXPECT_EQ(created["name"], "a");
    EXPECT_EQ(created["kind"], "Thing");
    EXPECT_EQ(created["reason"], "Created");
    EXPECT_EQ(drifted["level"], "warn");
    EXPECT_NE(lines[1].find("maxUsage 5 -> 9"), std::string::npos);
}

TEST_F(EventPublisher, StopWritesTheFinalCount) {
    for (int i = 0; i < 5; ++i) publish("Created");
    publisher_.stop(seconds(10));
    EXPECT_EQ(api_.asked().back().body["series"]["count"], 5);
    EXPECT_EQ(api_.asked().size(), 3U);
}

TEST_F(EventPublisher, NamesDifferEvenWithinOneNanosecond) {
    publish("Created");
    publish("Deleted");
    publisher_.stop(seconds(10));
    std::set<json> names;
    for (const auto& one : api_.asked()) names.insert(one.body["metadata"]["name"]);
    EXPECT_EQ(names.size(), 2U);
}

TEST_F(EventPublisher, ASeriesWhoseEventHasExpiredIsCreatedAnew) {
    api_.answer([](const http::Request& request) {
        return request.method == "PATCH" ? ScriptedApi::refusal(404, "NotFound")
                                         : ScriptedApi::reply(201, json::object());
    });
    publish("Created");
    publish("Created");
    publisher_.stop(seconds(10));
    EXPECT_EQ(api_.count("POST"), 2U);
    EXPECT_EQ(api_.asked().back().body["series"]["count"], 2);
    EXPECT_EQ(publisher_.dropped(), 0U);
}

TEST_F(EventPublisher, ARefusedEventIsDroppedAndCounted) {
    api_.answer([](const http::Request&) { return ScriptedApi::refusal(403, "Forbidden"); });
    publish("Created");
    publisher_.stop(seconds(10));
    EXPECT_EQ(api_.asked().size(), 1U);
    EXPECT_EQ(publisher_.dropped(), 1U);
}

TEST_F(EventPublisher, AMissingPermissionIsSaidOnce) {
    api_.answer([](const http::Request&) { return ScriptedApi::refusal(403, "Forbidden"); });
    publish("Created");
    publish("Deleted");
    publisher_.stop(seconds(10));
    const auto lines = log_->lines();
    const auto warnings = std::count_if(lines.begin(), lines.end(), [](const auto& line) {
        return line.find("the role needs create and patch") != std::string::npos;
    });
    EXPECT_EQ(warnings, 1);
}

TEST_F(EventPublisher, WhatIsDroppedIsAMetric) {
    telemetry::Metrics metrics;
    const runtime::EventMetrics watched(metrics, publisher_);
    EXPECT_NE(metrics.scrape().find("event_publisher_dropped_total 0\n"), std::string::npos);
    api_.answer([](const http::Request&) { return ScriptedApi::refusal(403, "Forbidden"); });
    publish("Created");
    publish("Deleted");
    publisher_.stop(seconds(10));
    EXPECT_NE(metrics.scrape().find("event_publisher_dropped_total 2\n"), std::string::npos);
}

TEST_F(EventPublisher, AnEventThatExistsAlreadyIsOursWithALostReply) {
    api_.answer([](const http::Request&) { return ScriptedApi::refusal(409, "AlreadyExists"); });
    publish("Created");
    publisher_.stop(seconds(10));
    EXPECT_EQ(publisher_.dropped(), 0U);
}

TEST_F(EventPublisher, StopEndsThePauseBeforeTheNextTry) {
    api_.answer([](const http::Request&) { return ScriptedApi::refusal(503, "ServiceUnavailable"); });
    publish("Created");
    ASSERT_TRUE(fakes::eventually([&] { return api_.asked().size() == 1; }));
    publisher_.stop(seconds(10));
    EXPECT_EQ(publisher_.dropped(), 1U);
    EXPECT_LE(api_.asked().size(), 2U);
}

TEST_F(EventPublisher, AServerThatSaysAtOnceIsNotAskedWithoutAPause) {
    api_.answer([](const http::Request&) {
        auto response = ScriptedApi::refusal(429, "TooManyRequests");
        response.headers["Retry-After"] = "0";
        return response;
    });
    const auto begun = std::chrono::steady_clock::now();
    publish("Created");
    ASSERT_TRUE(fakes::eventually([&] { return api_.asked().size() == 2; }));
    EXPECT_GE(std::chrono::steady_clock::now() - begun, seconds(1));
}

TEST_F(EventPublisher, NoServerSilencesItForLongerThanAMinute) {
    api_.answer([](const http::Request&) {
        auto response = ScriptedApi::refusal(503, "ServiceUnavailable");
        response.headers["Retry-After"] = "3600";
        return response;
    });
    publish("Created");
    EXPECT_TRUE(fakes::eventually([&] { return log_->contains(R"("retryAfterSeconds":60)"); }));
    publisher_.stop(seconds(10));
}

TEST_F(EventPublisher, SpamAboutOneObjectIsDropped) {
    for (int i = 0; i < 40; ++i) publish("Reason" + std::to_string(i));
    publisher_.stop(seconds(10));
    EXPECT_EQ(api_.count("POST"), 25U);
    EXPECT_EQ(publisher_.dropped(), 15U);
}

TEST_F(EventPublisher, AFullQueueDropsAndNeverBlocks) {
    std::atomic<bool> go_on{false};
    api_.answer([&](const http::Request&) {
        while (!go_on) std::this_thread::yield();
        return ScriptedApi::reply(201, json::object());
    });
    publish("First");
    ASSERT_TRUE(fakes::eventually([&] { return api_.asked().size() == 1; }));
    for (int i = 0; i < 1010; ++i) publish("Other");
    EXPECT_EQ(publisher_.dropped(), 10U);
    go_on = true;
    publisher_.stop(seconds(10));
}

TEST_F(EventPublisher, NothingIsTakenAfterStop) {
    publisher_.stop(seconds(10));
    publish("Created");
    EXPECT_TRUE(api_.asked().empty());
    EXPECT_EQ(publisher_.dropped(), 1U);
}

}  // namespace
