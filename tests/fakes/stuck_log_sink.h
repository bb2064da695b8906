#pragma once

#include <condition_variable>
#include <mutex>
#include <string_view>

#include "controller/base/log.h"

namespace fakes {

// A log that nobody reads from stick() to release(): whoever writes a line waits for ever. Threads: any.
class StuckLogSink final : public base::LogSink {
public:
    void write(std::string_view) override {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !stuck_; });
    }
    void stick() { set(true); }
    void release() { set(false); }

private:
    void set(bool stuck) {
        const std::lock_guard lock(mutex_);
        stuck_ = stuck;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool stuck_ = false;
};

}  // namespace fakes
