#pragma once

#include <string>
#include <thread>

#include "controller/base/mutex.h"
#include "controller/commands/progress_line.h"

namespace commands {

// A ProgressLine on standard error that a thread of its own keeps moving while the caller works or waits. finish(), or
// its end, takes the line away. Threads: any.
class Progress {
public:
    Progress();
    ~Progress() { finish(); }
    void begin(std::string what, std::size_t total);
    void advance();
    void finish();

private:
    void draw(std::stop_token stop) noexcept;

    base::Mutex mutex_;
    base::StoppableConditionVariable wake_;
    ProgressLine line_ OP_GUARDED_BY(mutex_);
    std::jthread thread_;
};

}  // namespace commands
