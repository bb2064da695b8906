#include "controller/runtime/lifecycle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "tests/unit/runtime/scripted_api.h"

namespace {

using runtime::Stage;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

class Lifecycle : public testing::Test {
protected:
    void add(Stage stage, const std::string& name) {
        lifecycle_.add(stage,
                       {name, [this, name](std::stop_token) { note("+" + name); }, [this, name] { note("-" + name); }});
    }
    void add_all() {
        add(Stage::Work, "work");
        add(Stage::Publish, "events");
        add(Stage::Lead, "lease");
        add(Stage::Cache, "cache1");
        add(Stage::Cache, "cache2");
        add(Stage::Serve, "probes");
    }
    void note(const std::string& what) {
        const std::lock_guard lock(mutex_);
        notes_.push_back(what);
    }
    // Runs until everything is started, then asks it to stop.
    void run_and_stop() {
        std::jthread stopper([this] {
            EXPECT_TRUE(fakes::eventually([this] { return lifecycle_.working(); }));
            stop_.request_stop();
        });
        lifecycle_.run(stop_.get_token());
    }
    fakes::FakeClock clock_;
    std::mutex mutex_;
    std::vector<std::string> notes_;
    std::stop_source stop_;
    runtime::Lifecycle lifecycle_{seconds(120), clock_, tests::quiet()};
};

TEST_F(Lifecycle, StartsAndStopsInItsOwnOrder) {
    add_all();
    run_and_stop();
    EXPECT_THAT(notes_, ElementsAre("+probes", "+cache1", "+cache2", "+lease", "+events", "+work",  //
                                    "-work", "-cache2", "-cache1", "-events", "-lease", "-probes"));
}

TEST_F(Lifecycle, WaitsForCachesBeforeItLeads) {
    std::atomic<int> asked{0};
    lifecycle_.add(Stage::Cache, {"slow", [&](std::stop_token) { note("+slow"); }, [] {}, [&] { return ++asked > 3; }});
    lifecycle_.add(Stage::Lead, {"lease", [&](std::stop_token) {
                                     EXPECT_EQ(asked, 4);
                                     EXPECT_TRUE(lifecycle_.ready()) << "a standby is ready";
                                     EXPECT_FALSE(lifecycle_.working());
                                 }});
    run_and_stop();
    EXPECT_EQ(asked, 4);
}

TEST_F(Lifecycle, CachesThatDoNotSyncInTimeEndTheProgram) {
    add(Stage::Serve, "probes");
    lifecycle_.add(Stage::Cache, {"never", [&](std::stop_token) { note("+never"); }, [&] { note("-never"); },
                                  [&] {
                                      clock_.advance(seconds(60));
                                      return false;
                                  }});
    add(Stage::Work, "work");
    EXPECT_THROW(lifecycle_.run(stop_.get_token()), base::Error);
    EXPECT_THAT(notes_, ElementsAre("+probes", "+never", "-never", "-probes"));
    EXPECT_FALSE(lifecycle_.ready());
}

TEST_F(Lifecycle, AFailedStartStopsWhatWasStartedAndIsToldOn) {
    add(Stage::Serve, "probes");
    lifecycle_.add(Stage::Cache,
                   {"bad", [](std::stop_token) { throw std::runtime_error("no"); }, [&] { note("-bad"); }});
    add(Stage::Work, "work");
    EXPECT_THROW(lifecycle_.run(stop_.get_token()), std::runtime_error);
    EXPECT_THAT(notes_, ElementsAre("+probes", "-bad", "-probes"));
}

TEST_F(Lifecycle, StopWhileStandingByStartsNoWork) {
    add(Stage::Work, "work");
    lifecycle_.add(Stage::Lead, {"lease", [&](std::stop_token) { stop_.request_stop(); }, [&] { note("-lease"); }});
    lifecycle_.run(stop_.get_token());
    EXPECT_THAT(notes_, ElementsAre("-lease"));
}

TEST_F(Lifecycle, ReadinessEndsWithTheRequestToStop) {
    lifecycle_.add(Stage::Work, {"work", [](std::stop_token) {}, [&] { EXPECT_FALSE(lifecycle_.ready()); }});
    run_and_stop();
}

TEST_F(Lifecycle, NothingStartsAfterAStop) {
    add_all();
    stop_.request_stop();
    lifecycle_.run(stop_.get_token());
    EXPECT_THAT(notes_, IsEmpty());
}

}  // namespace
