#pragma once

#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <stop_token>
#include <utility>

#include "controller/base/clock.h"

// The words of Clang's thread-safety analysis, named and used as https://clang.llvm.org/docs/ThreadSafetyAnalysis.html
// has them; the prefix keeps them apart from other libraries' copies. To g++ they say nothing: the preset thread-safety
// builds with Clang and takes what it finds for errors.
#if defined(__clang__)
#define OP_THREAD_ANNOTATION(words) __attribute__((words))
#else
#define OP_THREAD_ANNOTATION(words)
#endif

#define OP_CAPABILITY(name) OP_THREAD_ANNOTATION(capability(name))
#define OP_SCOPED_CAPABILITY OP_THREAD_ANNOTATION(scoped_lockable)
#define OP_GUARDED_BY(mutex) OP_THREAD_ANNOTATION(guarded_by(mutex))
#define OP_REQUIRES(...) OP_THREAD_ANNOTATION(requires_capability(__VA_ARGS__))
#define OP_REQUIRES_SHARED(...) OP_THREAD_ANNOTATION(requires_shared_capability(__VA_ARGS__))
#define OP_ACQUIRE(...) OP_THREAD_ANNOTATION(acquire_capability(__VA_ARGS__))
#define OP_ACQUIRE_SHARED(...) OP_THREAD_ANNOTATION(acquire_shared_capability(__VA_ARGS__))
#define OP_RELEASE(...) OP_THREAD_ANNOTATION(release_capability(__VA_ARGS__))
#define OP_EXCLUDES(...) OP_THREAD_ANNOTATION(locks_excluded(__VA_ARGS__))
#define OP_NO_THREAD_SAFETY_ANALYSIS OP_THREAD_ANNOTATION(no_thread_safety_analysis)

namespace base {

// std::mutex for the analysis to see: what it guards says so with OP_GUARDED_BY, a function that relies on the caller's
// lock with OP_REQUIRES. Held through MutexLock alone.
class OP_CAPABILITY("mutex") Mutex {
private:
    friend class MutexLock;
    std::mutex mutex_;
};

class OP_CAPABILITY("mutex") SharedMutex {
private:
    friend class ReaderLock;
    friend class WriterLock;
    std::shared_mutex mutex_;
};

// Holds a mutex to the end of the scope. unlock() and lock() are for the stretch in between that must not hold it.
class OP_SCOPED_CAPABILITY MutexLock {
public:
    explicit MutexLock(Mutex& mutex) OP_ACQUIRE(mutex) : lock_(mutex.mutex_) {}
    ~MutexLock() OP_RELEASE() = default;
    MutexLock(const MutexLock&) = delete;
    MutexLock& operator=(const MutexLock&) = delete;
    void unlock() OP_RELEASE() { lock_.unlock(); }
    void lock() OP_ACQUIRE() { lock_.lock(); }

private:
    friend class ConditionVariable;
    friend class StoppableConditionVariable;
    std::unique_lock<std::mutex> lock_;
};

// Beside other readers.
class OP_SCOPED_CAPABILITY ReaderLock {
public:
    explicit ReaderLock(SharedMutex& mutex) OP_ACQUIRE_SHARED(mutex) : lock_(mutex.mutex_) {}
    ~ReaderLock() OP_RELEASE() = default;
    ReaderLock(const ReaderLock&) = delete;
    ReaderLock& operator=(const ReaderLock&) = delete;

private:
    const std::shared_lock<std::shared_mutex> lock_;
};

// Alone.
class OP_SCOPED_CAPABILITY WriterLock {
public:
    explicit WriterLock(SharedMutex& mutex) OP_ACQUIRE(mutex) : lock_(mutex.mutex_) {}
    ~WriterLock() OP_RELEASE() = default;
    WriterLock(const WriterLock&) = delete;
    WriterLock& operator=(const WriterLock&) = delete;

private:
    const std::lock_guard<std::shared_mutex> lock_;
};

// Waits take no predicate, since the analysis does not know that a lambda runs under the lock. They may return for no
// reason at all, so each stands in a loop:
//
//     while (!ready_) {
//         if (!changed_.wait_until(lock, deadline)) break;
//     }
class ConditionVariable {
public:
    void wait(MutexLock& lock) { condition_.wait(lock.lock_); }
    // False: the deadline has passed.
    bool wait_until(MutexLock& lock, Instant deadline) {
        return condition_.wait_until(lock.lock_, deadline) == std::cv_status::no_timeout;
    }
    void notify_one() { condition_.notify_one(); }
    void notify_all() { condition_.notify_all(); }

private:
    std::condition_variable condition_;
};

// One whose waits a stop token ends. It costs a second lock and an allocation, so it is for where there is a token.
class StoppableConditionVariable {
public:
    // False: stop is requested.
    bool wait(MutexLock& lock, const std::stop_token& stop) {
        condition_.wait(lock.lock_, stop, OneRound{});
        return !stop.stop_requested();
    }
    // False: stop is requested, or the deadline has passed.
    bool wait_until(MutexLock& lock, const std::stop_token& stop, Instant deadline) {
        condition_.wait_until(lock.lock_, stop, deadline, OneRound{});
        return !stop.stop_requested() && Instant::clock::now() < deadline;
    }
    void notify_all() { condition_.notify_all(); }

private:
    // The standard has waits with a stop token only as loops around a predicate.
    struct OneRound {
        bool over = false;
        bool operator()() { return std::exchange(over, true); }
    };
    std::condition_variable_any condition_;
};

}  // namespace base
