#include "controller/kube/watcher.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "controller/kube/watch_event.h"
#include "tests/fakes/kinds.h"
#include "tests/unit/kube/support.h"

namespace kube::test {
namespace {

using base::ErrorKind;
using nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

// What a handler was told, as words; and the cache that a handler like StoreFeeder would hold.
class Recorder final : public WatchHandler {
public:
    void init() override {
        said.emplace_back("init");
        batch.clear();
    }
    void init_apply(json&& object) override {
        if (name(object) == "poison") throw std::runtime_error("cannot be read");
        said.push_back("init_apply " + name(object));
        batch.insert(name(object));
    }
    void init_done() override {
        said.emplace_back("init_done");
        cache = batch;
    }
    void apply(json&& object) override {
        if (name(object) == "poison") throw std::runtime_error("cannot be read");
        said.push_back("apply " + name(object));
        cache.insert(name(object));
    }
    void remove(json&& object) override {
        said.push_back("remove " + name(object));
        cache.erase(name(object));
    }
    std::vector<std::string> said;
    std::set<std::string> batch, cache;

private:
    static std::string name(const json& object) { return object["metadata"]["name"]; }
};

std::string event(const std::string& type, const std::string& name, const std::string& version,
                  const std::string& kind = "Secret") {
    return R"({"type":")" + type + R"(","object":{"kind":")" + kind + R"(","metadata":{"name":")" + name +
           R"(","resourceVersion":")" + version + R"("}}})";
}

std::string bookmark(const std::string& version, bool ends_initial = false) {
    return R"({"type":"BOOKMARK","object":{"kind":"Secret","metadata":{"resourceVersion":")" + version + "\"" +
           (ends_initial ? R"(,"annotations":{"k8s.io/initial-events-end":"true"})" : "") + "}}}";
}

std::string error_line(int code, const std::string& reason, const std::string& details = "{}") {
    return R"({"type":"ERROR","object":)" + status_body(code, reason, "m", details) + "}";
}

std::string list_of(const std::vector<std::string>& names, const std::string& version, const std::string& token = "") {
    json list = {{"metadata", {{"resourceVersion", version}, {"continue", token}}}, {"items", json::array()}};
    for (const auto& name : names) list["items"].push_back({{"metadata", {{"name", name}}}});
    return list.dump();
}

// With managedFields that are 150 levels deep, as the server keeps them of an object that was applied so.
std::string nested(std::string text) {
    std::string fields = "{}";
    for (int i = 0; i < 150; ++i) fields = R"({"f:a":)" + fields + "}";
    const std::string metadata = R"("metadata":{"name")";
    return text.replace(text.find(metadata), metadata.size(),
                        R"("metadata":{"managedFields":[{"fieldsV1":)" + fields + R"(}],"name")");
}

using Said = std::vector<std::string>;

class WatcherTest : public testing::Test {
protected:
    // Runs the watcher until the script is at its end.
    void run(bool streaming = false) {
        std::stop_source stop;
        script.exhausted = [&] { stop.request_stop(); };
        WatcherOptions options;
        options.streaming_list = streaming;
        options.sleep = [&](std::stop_token, base::Duration delay) {
            waits.push_back(delay);
            clock.advance(delay);
            return false;
        };
        Watcher watcher(script.connect(clock), {secrets(), "ns", "app=x", ""}, options, handler, clock, random,
                        fakes::logger_into(log));
        watcher.run(stop.get_token());
        synced = watcher.synced();
        lists = watcher.lists();
        failures = watcher.failures();
    }
    Answer& page(const std::string& body) {
        Answer one;
        one.body = body;
        script.answers.push_back(std::move(one));
        return script.answers.back();
    }
    Answer& refusal(int code, const std::string& reason) {
        auto& one = page(status_body(code, reason, "m"));
        one.status = code;
        return one;
    }
    // A stream of these lines that lasted a minute.
    Answer& stream(std::vector<std::string> lines, http::StreamEnd end = http::StreamEnd::ServerClosed) {
        Answer one;
        one.lines = std::move(lines);
        one.end = end;
        one.before = [this] { clock.advance(seconds(60)); };
        script.answers.push_back(std::move(one));
        return script.answers.back();
    }
    std::string target(std::size_t index) const { return script.requests.at(index).target; }
    bool asks(std::size_t index, const std::string& parameter) const {
        return (target(index) + "&").find(parameter + "&") != std::string::npos;
    }

    fakes::FakeClock clock;
    fakes::ConstantRandom random;
    Script script;
    Recorder handler;
    std::string said() const { return joined(*log); }

    std::shared_ptr<fakes::CapturingLogSink> log = std::make_shared<fakes::CapturingLogSink>();
    std::vector<base::Duration> waits;
    bool synced = false;
    std::uint64_t lists = 0, failures = 0;
};

TEST_F(WatcherTest, ListsPagesThenWatchesAndTellsEachChange) {
    page(list_of({"a"}, "10", "more"));
    page(list_of({"b"}, "10"));
    stream({event("ADDED", "c", "11"), event("MODIFIED", "a", "12"), bookmark("15"), event("DELETED", "b", "16")});
    stream({});
    run();
    EXPECT_EQ(handler.said,
              (Said{"init", "init_apply a", "init_apply b", "init_done", "apply c", "apply a", "remove b"}));
    EXPECT_EQ(target(0), "/api/v1/namespaces/ns/secrets?labelSelector=app%3Dx&limit=500");
    EXPECT_TRUE(asks(1, "continue=more"));
    EXPECT_TRUE(asks(2, "resourceVersion=10")) << target(2);
    EXPECT_TRUE(asks(2, "allowWatchBookmarks=true"));
    EXPECT_TRUE(asks(2, "timeoutSeconds=300"));
    EXPECT_TRUE(asks(2, "labelSelector=app%3Dx"));
    EXPECT_TRUE(asks(3, "resourceVersion=16")) << target(3);
    EXPECT_TRUE(synced);
    EXPECT_EQ(lists, 1u);
    EXPECT_EQ(failures, 0u);
    EXPECT_TRUE(waits.empty());
}

TEST_F(WatcherTest, ABookmarkAloneMovesWhereItResumes) {
    page(list_of({}, "10"));
    stream({bookmark("40")}, http::StreamEnd::Idle);
    stream({});
    run();
    EXPECT_TRUE(asks(2, "resourceVersion=40"));
    EXPECT_EQ(lists, 1u);
}

// Restored from a backup: the server is at 1000, and of 1200 and later there is nothing to tell.
TEST_F(WatcherTest, AVersionThatTheServerHasNotReachedIsListedAnew) {
    page(list_of({"a", "b"}, "1190"));
    stream({event("ADDED", "c", "1200")}, http::StreamEnd::Idle);
    stream({}, http::StreamEnd::Idle);
    stream({}, http::StreamEnd::Idle);
    page(list_of({"a"}, "1000"));
    stream({event("ADDED", "d", "1001")}, http::StreamEnd::Idle);
    stream({}, http::StreamEnd::Idle);
    stream({});
    run();
    EXPECT_EQ(handler.cache, (std::set<std::string>{"a", "d"}));
    EXPECT_TRUE(asks(3, "resourceVersion=1200"));
    EXPECT_TRUE(asks(5, "resourceVersion=1000"));
    EXPECT_TRUE(asks(7, "resourceVersion=1001")) << "once silent is no reason for a list";
    EXPECT_EQ(lists, 2u);
    EXPECT_EQ(waits, std::vector<base::Duration>{milliseconds(800)}) << "all watches are deaf at the same time";
    EXPECT_NE(said().find("hears nothing"), std::string::npos) << said();
}

TEST_F(WatcherTest, TheRequestedTimeoutIsDrawnAndTheHeadMustComeSoon) {
    page(list_of({}, "10"));
    stream({});
    fakes::ConstantRandom half(0.5);
    std::stop_source stop;
    script.exhausted = [&] { stop.request_stop(); };
    Watcher watcher(script.connect(clock), {nodes(), "", "", "metadata.name=x"}, {500, false}, handler, clock, half,
                    {});
    watcher.run(stop.get_token());
    EXPECT_TRUE(asks(1, "timeoutSeconds=450")) << target(1);
    EXPECT_TRUE(asks(1, "fieldSelector=metadata.name%3Dx"));
    EXPECT_EQ(script.requests[1].head_deadline, seconds(30))
        << "whoever does not answer is asked on another connection";
}

TEST_F(WatcherTest, GoneInTheMiddleListsAgainAndWhatVanishedIsNotTold) {
    page(list_of({"a", "b"}, "10"));
    stream({event("ADDED", "c", "11"), error_line(410, "Expired"), event("ADDED", "never", "12")});
    page(list_of({"c"}, "50"));
    stream({});
    run();
    EXPECT_EQ(handler.said, (Said{"init", "init_apply a", "init_apply b", "init_done", "apply c", "init",
                                  "init_apply c", "init_done"}));
    EXPECT_EQ(handler.cache, std::set<std::string>{"c"});
    EXPECT_TRUE(asks(3, "resourceVersion=50"));
    EXPECT_EQ(lists, 2u);
    EXPECT_EQ(failures, 0u);
    EXPECT_TRUE(waits.empty());
}

TEST_F(WatcherTest, AWatchRefusedAsGoneListsAgain) {
    page(list_of({}, "10"));
    refusal(410, "Expired");
    page(list_of({}, "50"));
    stream({});
    run();
    EXPECT_EQ(lists, 2u);
    EXPECT_TRUE(asks(3, "resourceVersion=50"));
}

TEST_F(WatcherTest, FailuresBackOffLongerAndLongerAndResume) {
    page(list_of({}, "10"));
    for (int i = 0; i < 8; ++i) stream({}).error = base::Error(ErrorKind::Unavailable, "connection refused");
    for (std::size_t i = 1; i <= 8; ++i) script.answers[i].status = 0;
    for (std::size_t i = 1; i <= 8; ++i) script.answers[i].before = nullptr;
    stream({});
    run();
    EXPECT_EQ(waits, (std::vector<base::Duration>{milliseconds(800), milliseconds(1600), milliseconds(3200),
                                                  milliseconds(6400), milliseconds(12800), milliseconds(25600),
                                                  seconds(30), seconds(30)}));
    EXPECT_TRUE(asks(9, "resourceVersion=10"));
    EXPECT_EQ(lists, 1u);
    EXPECT_EQ(failures, 8u);
}

TEST_F(WatcherTest, TooManyRequestsWaitsAsLongAsTheServerSays) {
    page(list_of({}, "10"));
    refusal(429, "TooManyRequests").headers = {{"Retry-After", "9"}};
    stream({event("ADDED", "a", "11"), error_line(429, "TooManyRequests", R"({"retryAfterSeconds":20})")});
    stream({});
    run();
    EXPECT_EQ(waits, (std::vector<base::Duration>{seconds(9), seconds(20)}));
    EXPECT_TRUE(asks(3, "resourceVersion=11"));
    EXPECT_EQ(lists, 1u);
}

TEST_F(WatcherTest, NoServerSilencesItForLongerThanAMinute) {
    page(list_of({}, "10"));
    refusal(503, "ServiceUnavailable").headers = {{"Retry-After", "3600"}};
    stream({event("ADDED", "a", "11"), error_line(429, "TooManyRequests", R"({"retryAfterSeconds":3600})")});
    stream({});
    run();
    EXPECT_EQ(waits, (std::vector<base::Duration>{seconds(60), seconds(60)}));
    EXPECT_NE(said().find(R"("retryAfterSeconds":60)"), std::string::npos) << said();
}

TEST_F(WatcherTest, ABriefSilentWatchBacksOff) {
    page(list_of({}, "10"));
    stream({}).before = nullptr;
    stream({bookmark("11")}).before = nullptr;
    stream({});
    run();
    EXPECT_EQ(waits, std::vector<base::Duration>{milliseconds(800)});
    EXPECT_EQ(lists, 1u);
}

TEST_F(WatcherTest, ForbiddenIsAWarningThatNamesThePermission) {
    refusal(403, "Forbidden");
    page(list_of({}, "10"));
    stream({});
    run();
    EXPECT_NE(said().find("may not list and watch secrets in namespace ns"), std::string::npos) << said();
    EXPECT_EQ(failures, 1u);
    EXPECT_TRUE(synced);
}

TEST_F(WatcherTest, ACutLineResumesFromTheLastWholeEvent) {
    page(list_of({}, "10"));
    stream({event("ADDED", "a", "11"), event("ADDED", "b", "12").substr(0, 30)});
    stream({event("ADDED", "b", "12")});
    run();
    EXPECT_EQ(handler.said, (Said{"init", "init_done", "apply a", "apply b"}));
    EXPECT_TRUE(asks(2, "resourceVersion=11"));
    EXPECT_EQ(lists, 1u);
}

TEST_F(WatcherTest, EventsOfAnotherKindAndHandlersThatThrowAreSkipped) {
    page(list_of({"poison", "a"}, "10"));
    stream({event("ADDED", "x", "11", "ConfigMap"), event("ADDED", "poison", "12"), event("STRANGE", "y", "13"),
            event("ADDED", "b", "14")});
    stream({});
    run();
    EXPECT_EQ(handler.said, (Said{"init", "init_apply a", "init_done", "apply b"}));
    EXPECT_TRUE(asks(2, "resourceVersion=14"));
    EXPECT_EQ(lists, 1u);
}

TEST_F(WatcherTest, DeeplyNestedManagedFieldsEndNoWatch) {
    page(nested(list_of({"a", "b"}, "10")));
    stream({nested(event("MODIFIED", "a", "11")), event("ADDED", "c", "12")});
    stream({});
    run();
    EXPECT_EQ(handler.said, (Said{"init", "init_apply a", "init_apply b", "init_done", "apply a", "apply c"}));
    EXPECT_TRUE(asks(2, "resourceVersion=12"));
    EXPECT_EQ(failures, 0u);
}

TEST_F(WatcherTest, DeeplyNestedManagedFieldsEndNoStreamingList) {
    stream({nested(event("ADDED", "a", "9")), bookmark("10", true)});
    stream({});
    run(true);
    EXPECT_EQ(handler.said, (Said{"init", "init_apply a", "init_done"}));
    EXPECT_TRUE(synced);
    EXPECT_EQ(failures, 0u);
}

TEST_F(WatcherTest, AServerThatDoesNotAnswerIsAskedAgainFromTheSameVersion) {
    page(list_of({}, "10"));
    stream({event("ADDED", "a", "11")});
    auto& silent = stream({});
    silent.status = 0;
    silent.error = base::Error(ErrorKind::Timeout, "no head");
    stream({});
    run();
    EXPECT_TRUE(asks(3, "resourceVersion=11"));
    EXPECT_EQ(failures, 1u);
    EXPECT_EQ(lists, 1u);
}

TEST_F(WatcherTest, AnExpiredPageTokenBeginsOneWholeList) {
    page(list_of({"a"}, "10", "more"));
    refusal(410, "Expired");
    page(list_of({"b"}, "12"));
    stream({});
    run();
    EXPECT_EQ(handler.said, (Said{"init", "init_apply a", "init", "init_apply b", "init_done"}));
    EXPECT_FALSE(asks(2, "limit=500"));
    EXPECT_TRUE(waits.empty());
}

TEST_F(WatcherTest, AStreamingListGoesOnAsTheWatch) {
    stream({event("ADDED", "b", "7"), event("ADDED", "a", "3"), bookmark("9"), bookmark("10", true),
            event("DELETED", "a", "11")});
    stream({});
    run(true);
    EXPECT_EQ(handler.said, (Said{"init", "init_apply b", "init_apply a", "init_done", "remove a"}));
    EXPECT_TRUE(asks(0, "sendInitialEvents=true"));
    EXPECT_TRUE(asks(0, "resourceVersionMatch=NotOlderThan"));
    EXPECT_FALSE(asks(1, "sendInitialEvents=true"));
    EXPECT_TRUE(asks(1, "resourceVersion=11"));
    EXPECT_EQ(lists, 1u);
}

TEST_F(WatcherTest, ChangesDuringAStreamingListAreToldAfterIt) {
    stream({event("ADDED", "a", "3"), event("ADDED", "b", "4"), event("DELETED", "a", "11"), event("ADDED", "a", "12"),
            event("MODIFIED", "b", "13"), bookmark("13", true)});
    run(true);
    EXPECT_EQ(handler.said,
              (Said{"init", "init_apply a", "init_apply b", "init_done", "remove a", "apply a", "apply b"}));
    EXPECT_EQ(handler.cache, (std::set<std::string>{"a", "b"}));
}

TEST_F(WatcherTest, ABrokenStreamingListNeverReachesTheCacheAsAPartialOne) {
    stream({event("ADDED", "a", "3"), event("ADDED", "b", "4"), bookmark("10", true)});
    stream({error_line(410, "Expired")});
    stream({event("ADDED", "a", "3")});
    stream({event("ADDED", "b", "4"), error_line(500, "InternalError")});
    stream({event("ADDED", "b", "4"), bookmark("20", true)});
    run(true);
    EXPECT_EQ(handler.said, (Said{"init", "init_apply a", "init_apply b", "init_done", "init", "init_apply a", "init",
                                  "init_apply b", "init", "init_apply b", "init_done"}));
    EXPECT_EQ(handler.cache, std::set<std::string>{"b"});
    EXPECT_EQ(lists, 2u);
}

TEST_F(WatcherTest, ARefusedStreamingListFallsBackToPagesAtOnce) {
    refusal(422, "Invalid");
    page(list_of({"a"}, "10"));
    stream({});
    run(true);
    EXPECT_EQ(handler.said, (Said{"init", "init_apply a", "init_done"}));
    EXPECT_TRUE(asks(2, "resourceVersion=10"));
    EXPECT_TRUE(waits.empty());
    EXPECT_EQ(failures, 0u);
}

TEST_F(WatcherTest, AStreamingListWithoutItsEndFallsBackToPages) {
    stream({event("ADDED", "a", "3")}, http::StreamEnd::Idle);
    page(list_of({"a"}, "10"));
    run(true);
    EXPECT_EQ(handler.said, (Said{"init", "init_apply a", "init", "init_apply a", "init_done"}));
    EXPECT_EQ(failures, 1u);
}

TEST_F(WatcherTest, AnEndBookmarkWithoutAVersionIsNoEnd) {
    stream({R"({"type":"BOOKMARK","object":{"metadata":{"annotations":{"k8s.io/initial-events-end":"true"}}}})"});
    run(true);
    EXPECT_EQ(handler.said, Said{"init"});
    EXPECT_FALSE(synced);
}

TEST_F(WatcherTest, ASlowListIsLogged) {
    page(list_of({}, "10")).before = [this] { clock.advance(seconds(11)); };
    run();
    EXPECT_NE(said().find("slow list"), std::string::npos);
}

TEST_F(WatcherTest, StopEndsItWithoutAnotherRequest) {
    std::stop_source stop;
    stop.request_stop();
    Watcher watcher(script.connect(clock), {secrets(), "", "", ""}, {}, handler, clock, random, {});
    watcher.run(stop.get_token());
    EXPECT_TRUE(script.requests.empty());
    EXPECT_FALSE(watcher.synced());
}

TEST(WatchLine, WhatIsNoEventIsRefused) {
    for (const auto* line :
         {"", "{", "[]", "{}", R"({"type":"ADDED"})", R"({"type":"ADDED","object":[]})", R"({"object":{}})"}) {
        EXPECT_EQ(error_of([&] { parse_watch_line(line); }).kind(), ErrorKind::Protocol) << line;
    }
    EXPECT_EQ(parse_watch_line(R"({"type":"NEW","object":{}})").type, WatchEvent::Type::Unknown);
}

}  // namespace
}  // namespace kube::test
