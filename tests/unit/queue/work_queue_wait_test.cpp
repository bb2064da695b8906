// What blocks in get() is woken by what it waits for: real threads, and the machine's clock where a delay has to pass.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>
#include <vector>

#include "controller/queue/work_queue.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const kube::ObjectKey a{"ns", "a"}, b{"ns", "b"};

std::future<std::optional<queue::WorkQueue::Item>> get_in_background(queue::WorkQueue& queue,
                                                                     std::stop_token stop = {}) {
    return std::async(std::launch::async, [&queue, stop] { return queue.get(stop); });
}

TEST(WorkQueueWait, AddWakesAGet) {
    queue::WorkQueue queue({}, base::system_clock());
    auto got = get_in_background(queue);
    queue.add(a);
    ASSERT_EQ(got.wait_for(seconds(10)), std::future_status::ready);
    EXPECT_EQ(got.get()->key, a);
}

TEST(WorkQueueWait, ADelayThatPassesWakesAGet) {
    queue::WorkQueue queue({}, base::system_clock());
    auto got = get_in_background(queue);
    queue.add_after(a, milliseconds(20));
    ASSERT_EQ(got.wait_for(seconds(10)), std::future_status::ready);
    EXPECT_EQ(got.get()->key, a);
}

TEST(WorkQueueWait, AShorterDelayWakesAGetThatWaitsForALongerOne) {
    queue::WorkQueue queue({}, base::system_clock());
    queue.add_after(b, std::chrono::hours(1));
    auto got = get_in_background(queue);
    queue.add_after(a, milliseconds(20));
    ASSERT_EQ(got.wait_for(seconds(10)), std::future_status::ready);
    EXPECT_EQ(got.get()->key, a);
}

TEST(WorkQueueWait, TheOtherWaiterMindsTheDelayWhenOneLeavesWithAKey) {
    for (int round = 0; round < 20; ++round) {
        queue::WorkQueue queue({}, base::system_clock());
        auto first = get_in_background(queue);
        auto second = get_in_background(queue);
        queue.add_after(b, milliseconds(10));
        queue.add(a);
        ASSERT_EQ(first.wait_for(seconds(10)), std::future_status::ready);
        ASSERT_EQ(second.wait_for(seconds(10)), std::future_status::ready);
    }
}

TEST(WorkQueueWait, ShutDownWakesEveryGet) {
    queue::WorkQueue queue({}, base::system_clock());
    auto first = get_in_background(queue);
    auto second = get_in_background(queue);
    queue.shut_down();
    ASSERT_EQ(first.wait_for(seconds(10)), std::future_status::ready);
    ASSERT_EQ(second.wait_for(seconds(10)), std::future_status::ready);
    EXPECT_FALSE(first.get());
    EXPECT_FALSE(second.get());
}

TEST(WorkQueueWait, StopWakesAGet) {
    queue::WorkQueue queue({}, base::system_clock());
    std::stop_source stop;
    auto got = get_in_background(queue, stop.get_token());
    stop.request_stop();
    ASSERT_EQ(got.wait_for(seconds(10)), std::future_status::ready);
    EXPECT_FALSE(got.get());
}

TEST(WorkQueueWait, ManyWorkersRunEveryKeyAndNoneTwiceAtOnce) {
    constexpr int kKeys = 50, kAdds = 5000, kWorkers = 4;
    queue::WorkQueue queue({}, base::system_clock());
    std::vector<std::atomic<int>> inside(kKeys), wanted(kKeys), seen(kKeys);
    std::atomic<bool> overlap{false};
    std::vector<std::jthread> workers;
    for (int i = 0; i < kWorkers; ++i) {
        workers.emplace_back([&] {
            while (const auto item = queue.get({})) {
                const auto index = static_cast<std::size_t>(std::stoi(item->key.name));
                if (inside[index].fetch_add(1) != 0) overlap = true;
                seen[index] = wanted[index].load();
                inside[index].fetch_sub(1);
                queue.done(item->key);
            }
        });
    }
    for (int i = 0; i < kAdds; ++i) {
        const auto index = static_cast<std::size_t>(i % kKeys);
        wanted[index].fetch_add(1);
        queue.add({"ns", std::to_string(index)});
    }
    const auto deadline = std::chrono::steady_clock::now() + seconds(20);
    while (queue.size() + queue.in_progress() > 0 && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::yield();
    }
    queue.shut_down();
    workers.clear();
    EXPECT_FALSE(overlap);
    for (std::size_t i = 0; i < kKeys; ++i) EXPECT_EQ(seen[i], kAdds / kKeys) << "key " << i << " missed its last add";
}

}  // namespace
