// Simulated writers, wire and server: whatever the latencies, no window of the server sees more calls than it allows,
// and the budget is used to the full.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <random>
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
using zpa::Urgency;

constexpr seconds kWindow{10};
constexpr int kLimit = 10;

// Events in the order of their time.
class World {
public:
    using Action = std::function<void()>;
    void after(Duration delay, Action action) { events_.push({clock.now() + delay, sequence_++, std::move(action)}); }
    void run() {
        while (!events_.empty()) {
            const Event event = events_.top();
            events_.pop();
            clock.advance(event.at - clock.now());
            event.action();
        }
    }
    fakes::FakeClock clock;

private:
    struct Event {
        Instant at;
        std::uint64_t sequence;
        Action action;
        bool operator<(const Event& other) const {
            return std::pair(at, sequence) > std::pair(other.at, other.sequence);
        }
    };
    std::priority_queue<Event> events_;
    std::uint64_t sequence_ = 0;
};

struct Habits {
    int latency_ms = 0;       // at most, of a whole call
    int worker_delay_ms = 0;  // at most, between the told time and the next try
    int unused_percent = 0;   // permits given back
    int absent_percent = 0;   // askers that never come back
};

class Rush {
public:
    Rush(Habits habits, unsigned seed) : habits_(habits), random_(seed) {}

    void add_writers(int count, int calls_each, Urgency urgency) {
        for (int i = 0; i < count; ++i) {
            const std::string owner = std::to_string(static_cast<int>(urgency)) + "/" + std::to_string(i);
            world.after(milliseconds(0), [this, owner, urgency, calls_each] { attempt(owner, urgency, calls_each); });
        }
    }

    World world;
    std::vector<Instant> counted;  // by the server
    std::vector<std::pair<Urgency, Instant>> finished;
    int given_up = 0;

private:
    int upto(int most) { return most == 0 ? 0 : std::uniform_int_distribution<>(0, most)(random_); }
    bool chance(int percent) { return upto(99) < percent; }

    void attempt(const std::string& owner, Urgency urgency, int calls_left) {
        std::shared_ptr<zpa::Permit> permit;
        try {
            permit = std::make_shared<zpa::Permit>(budget_->take(CallClass::Write, urgency, owner));
        } catch (const base::Error& error) {
            if (chance(habits_.absent_percent)) {
                ++given_up;
                return;
            }
            const Duration delay = *error.retry_after() + milliseconds(upto(habits_.worker_delay_ms));
            world.after(delay, [=, this] { attempt(owner, urgency, calls_left); });
            return;
        }
        if (chance(habits_.unused_percent)) {
            world.after(milliseconds(5), [=, this] { attempt(owner, urgency, calls_left); });
            return;
        }
        const int latency = upto(habits_.latency_ms);
        world.after(milliseconds(upto(latency)), [this] { counted.push_back(world.clock.now()); });
        world.after(milliseconds(latency), [=, this] {
            permit->settle();
            finished.emplace_back(urgency, world.clock.now());
            if (calls_left > 1) attempt(owner, urgency, calls_left - 1);
        });
    }

    const Habits habits_;
    std::mt19937 random_;
    std::shared_ptr<zpa::RateBudget> budget_ = zpa::RateBudget::make({20, kLimit, kWindow}, world.clock);
};

std::size_t most_in_sliding_window(std::vector<Instant> counted) {
    std::sort(counted.begin(), counted.end());
    std::size_t most = 0;
    for (std::size_t first = 0, last = 0; last < counted.size(); ++last) {
        while (counted[last] - counted[first] >= kWindow) ++first;
        most = std::max(most, last - first + 1);
    }
    return most;
}

// The server opens a window with the first call after the last one closed.
std::size_t most_in_windows_opened_by_calls(std::vector<Instant> counted) {
    std::sort(counted.begin(), counted.end());
    std::size_t most = 0;
    std::size_t in_window = 0;
    std::optional<Instant> opened;
    for (const Instant at : counted) {
        if (!opened || at - *opened >= kWindow) {
            opened = at;
            in_window = 0;
        }
        most = std::max(most, ++in_window);
    }
    return most;
}

std::size_t most_in_aligned_windows(const std::vector<Instant>& counted, Duration offset) {
    std::map<long, std::size_t> windows;
    std::size_t most = 0;
    for (const Instant at : counted) most = std::max(most, ++windows[(at.time_since_epoch() + offset) / kWindow]);
    return most;
}

double seconds_to_last(const Rush& rush, Instant start, Urgency urgency) {
    Instant last = start;
    for (const auto& [finished_urgency, at] : rush.finished) {
        if (finished_urgency == urgency) last = std::max(last, at);
    }
    return std::chrono::duration<double>(last - start).count();
}

class AnyLatency : public ::testing::TestWithParam<unsigned> {};

TEST_P(AnyLatency, no_window_of_the_server_is_ever_passed) {
    const unsigned seed = GetParam();
    const Habits habits{static_cast<int>(seed * 137 % 4000), static_cast<int>(seed * 71 % 700),
                        static_cast<int>(seed * 13 % 30), static_cast<int>(seed * 7 % 20)};
    Rush rush(habits, seed);
    rush.add_writers(30, 3, Urgency::Publish);
    rush.add_writers(30, 2, Urgency::Poll);
    rush.world.run();
    EXPECT_EQ(rush.counted.size(), rush.finished.size());
    EXPECT_GT(rush.counted.size(), 40U);
    EXPECT_LE(most_in_sliding_window(rush.counted), static_cast<std::size_t>(kLimit));
    EXPECT_LE(most_in_windows_opened_by_calls(rush.counted), static_cast<std::size_t>(kLimit));
    for (int offset = 0; offset < 10; ++offset) {
        EXPECT_LE(most_in_aligned_windows(rush.counted, seconds(offset)), static_cast<std::size_t>(kLimit));
    }
    if (rush.given_up == 0) {
        EXPECT_EQ(rush.finished.size(), 150U);
    }
}
INSTANTIATE_TEST_SUITE_P(Seeds, AnyLatency, ::testing::Range(1U, 41U));

TEST(RateBudgetInARush, two_hundred_writers_finish_within_five_percent_of_the_ideal) {
    constexpr double kIdeal = 190.0;  // 20 batches of 10, 10 s apart
    for (const int latency : {0, 50, 200}) {
        Rush rush({latency, 20, 0, 0}, 7);
        const Instant start = rush.world.clock.now();
        rush.add_writers(200, 1, Urgency::Publish);
        rush.world.run();
        EXPECT_EQ(rush.finished.size(), 200U);
        EXPECT_LE(seconds_to_last(rush, start, Urgency::Publish), kIdeal * 1.05) << latency << " ms";
    }
}

TEST(RateBudgetInARush, publishing_is_as_quick_as_if_nobody_polled) {
    Rush rush({0, 0, 0, 0}, 3);
    const Instant start = rush.world.clock.now();
    rush.add_writers(60, 1, Urgency::Poll);
    rush.add_writers(60, 1, Urgency::Publish);
    rush.world.run();
    EXPECT_EQ(rush.finished.size(), 120U);
    // Polling came first and had the first window; 60 calls need six windows after it.
    EXPECT_LE(seconds_to_last(rush, start, Urgency::Publish), 60.0);
    EXPECT_GT(seconds_to_last(rush, start, Urgency::Poll), 100.0);
}

TEST(RateBudgetInARush, askers_of_one_urgency_are_served_in_the_order_they_came) {
    Rush rush({0, 0, 0, 0}, 5);
    rush.add_writers(100, 1, Urgency::Change);
    rush.world.run();
    ASSERT_EQ(rush.finished.size(), 100U);
    EXPECT_TRUE(std::is_sorted(rush.finished.begin(), rush.finished.end(),
                               [](const auto& left, const auto& right) { return left.second < right.second; }));
}

}  // namespace
}  // namespace zpa_test
