// A thousand deletions at ZPA's own limits, in simulated time: each has to read its key before it may delete it.
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <queue>
#include <vector>

#include "reconcilers/zpa/rate_budget.h"
#include "tests/unit/zpa/support.h"

namespace zpa_test {
namespace {

using base::Duration;
using base::Instant;
using std::chrono::milliseconds;
using std::chrono::seconds;
using zpa::CallClass;
using zpa::Permit;
using zpa::Urgency;

class BulkChange : public ::testing::Test {
protected:
    void after(Duration delay, std::function<void()> action) {
        events_.push({clock.now() + delay, ++sequence_, std::move(action)});
    }
    void run() {
        while (!events_.empty()) {
            const Event event = events_.top();
            events_.pop();
            clock.advance(event.at - clock.now());
            event.action();
        }
    }

    // As Remote does it: the write's permit first, the read beside it, a place kept where the read is refused.
    void change(const std::string& owner) {
        try {
            auto write = std::make_shared<Permit>(budget->take(CallClass::Write, Urgency::Change, owner));
            try {
                auto read = std::make_shared<Permit>(budget->take_read_beside(*write));
                after(kLatency, [=, this] {
                    read->settle();
                    ++reads;
                    after(kLatency, [=, this] {
                        write->settle();
                        ++done;
                        last = clock.now();
                    });
                });
            } catch (const base::Error& error) {
                write->give_back(*error.retry_after());
                throw;
            }
        } catch (const base::Error& error) {
            after(*error.retry_after() + kWorker, [=, this] { change(owner); });
        }
    }

    void poll(int lists_left) {
        try {
            budget->take(CallClass::Read, Urgency::Poll, "list").settle();
            if (lists_left > 1) after(seconds(60), [=, this] { poll(lists_left - 1); });
            ++polls;
        } catch (const base::Error& error) {
            after(*error.retry_after(), [=, this] { poll(lists_left); });
        }
    }

    double seconds_since(Instant start) const { return std::chrono::duration<double>(last - start).count(); }

    static constexpr milliseconds kLatency{80};
    static constexpr milliseconds kWorker{20};
    fakes::FakeClock clock;
    std::shared_ptr<zpa::RateBudget> budget = zpa::RateBudget::make({20, 10, seconds(10)}, clock);
    int done = 0;
    int reads = 0;
    int polls = 0;
    Instant last{};

private:
    struct Event {
        Instant at;
        std::uint64_t sequence;
        std::function<void()> action;
        bool operator<(const Event& other) const {
            return std::pair(at, sequence) > std::pair(other.at, other.sequence);
        }
    };
    std::priority_queue<Event> events_;
    std::uint64_t sequence_ = 0;
};

constexpr double kIdeal = 990.0;  // a hundred batches of ten, 10 s apart

TEST_F(BulkChange, a_thousand_take_as_long_as_their_writes_must) {
    const Instant start = clock.now();
    for (int i = 0; i < 1000; ++i) change(std::to_string(i));
    run();
    EXPECT_EQ(done, 1000);
    EXPECT_EQ(reads, 1000) << "none is wasted";
    EXPECT_LE(seconds_since(start), kIdeal * 1.1);
}

TEST_F(BulkChange, and_neither_they_nor_the_polls_keep_the_other_waiting) {
    const Instant start = clock.now();
    for (int i = 0; i < 1000; ++i) change(std::to_string(i));
    after(seconds(1), [this] { poll(16); });
    run();
    EXPECT_EQ(done, 1000);
    EXPECT_EQ(polls, 16);
    EXPECT_LE(seconds_since(start), kIdeal * 1.1);
}

}  // namespace
}  // namespace zpa_test
