#include "controller/base/mutex.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace base {
namespace {

using namespace std::chrono_literals;

const auto kNever = Instant::clock::now() + 1h;

// What one thread tells another of, and how the other waits for it.
struct Mailbox {
    Mutex mutex;
    StoppableConditionVariable changed;
    bool full OP_GUARDED_BY(mutex) = false;

    void fill() {
        const MutexLock lock(mutex);
        full = true;
        changed.notify_all();
    }
    bool await(const std::stop_token& stop, Instant until) {
        MutexLock lock(mutex);
        while (!full && changed.wait_until(lock, stop, until)) {
        }
        return full;
    }
    bool await(const std::stop_token& stop) {
        MutexLock lock(mutex);
        while (!full && changed.wait(lock, stop)) {
        }
        return full;
    }
};

TEST(Mutex, LetsOthersInWhileItIsUnlockedWithinAScope) {
    Mutex mutex;
    MutexLock lock(mutex);
    lock.unlock();
    std::thread([&] { const MutexLock other(mutex); }).join();
    lock.lock();
}

TEST(SharedMutex, HasReadersSideBySide) {
    SharedMutex mutex;
    const ReaderLock lock(mutex);
    std::thread([&] { const ReaderLock other(mutex); }).join();
}

TEST(StoppableConditionVariable, IsWokenByWhatItWaitsFor) {
    Mailbox mailbox;
    const std::jthread writer([&] { mailbox.fill(); });
    EXPECT_TRUE(mailbox.await({}));
    EXPECT_TRUE(mailbox.await({}, kNever));
}

TEST(StoppableConditionVariable, IsWokenByAStop) {
    Mailbox mailbox;
    std::stop_source stop;
    const std::jthread stopper([&] { stop.request_stop(); });
    EXPECT_FALSE(mailbox.await(stop.get_token()));
    EXPECT_FALSE(mailbox.await(stop.get_token(), kNever));
}

TEST(StoppableConditionVariable, DoesNotWaitWhereItIsStoppedAlready) {
    Mailbox mailbox;
    std::stop_source stop;
    stop.request_stop();
    EXPECT_FALSE(mailbox.await(stop.get_token()));
    mailbox.fill();
    EXPECT_TRUE(mailbox.await(stop.get_token())) << "what has come counts, stopped or not";
}

TEST(StoppableConditionVariable, IsWokenByItsDeadline) {
    Mailbox mailbox;
    EXPECT_FALSE(mailbox.await({}, Instant::clock::now() + 1ms));
    EXPECT_FALSE(mailbox.await({}, Instant::clock::now() - 1h));
}

TEST(ConditionVariable, IsWokenByItsDeadlineAndByWhatItWaitsFor) {
    Mutex mutex;
    ConditionVariable changed;
    bool ready = false;
    MutexLock lock(mutex);
    while (changed.wait_until(lock, Instant::clock::now() - 1h)) {
    }
    const std::jthread writer([&] {
        const MutexLock theirs(mutex);
        ready = true;
        changed.notify_one();
    });
    while (!ready && changed.wait_until(lock, kNever)) {
    }
    EXPECT_TRUE(ready);
    lock.unlock();
}

}  // namespace
}  // namespace base
