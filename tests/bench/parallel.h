#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace bench {

inline constexpr int kConnections = 8;  // as many as the operator has workers

// task(0) ... task(count - 1) on as many threads; the first exception ends it and is thrown here.
template <typename Task>
void in_parallel(std::size_t count, Task task, int threads = kConnections) {
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto work = [&] {
        try {
            for (auto i = next.fetch_add(1); i < count; i = next.fetch_add(1)) task(i);
        } catch (...) {
            next = count;
            const std::lock_guard lock(mutex);
            if (!failure) failure = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> workers;
        for (int i = 0; i < threads; ++i) workers.emplace_back(work);
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace bench
