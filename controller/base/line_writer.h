#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "controller/base/clock.h"
#include "controller/base/mutex.h"

namespace base {

// Whole lines into an open file, which may be a pipe that nobody reads. Whoever writes has other work to do: a line
// that finds no room within `patience` is dropped, and so is at once every later one until there is room again. Then
// comes first what `notice` says of their number. A peer that is gone is no error. Threads: any.
class LineWriter {
public:
    using Notice = std::function<std::string(std::uint64_t dropped)>;  // a line, without a newline

    explicit LineWriter(int descriptor, Duration patience = std::chrono::milliseconds(100))
        : descriptor_(descriptor), patience_(patience) {}

    void write(std::string_view line, const Notice& notice);

private:
    bool put(std::string_view line) OP_REQUIRES(mutex_);  // false: dropped
    bool wait_for_room(Instant until) const;

    const int descriptor_;
    const Duration patience_;
    Mutex mutex_;  // one line at a time
    std::uint64_t dropped_ OP_GUARDED_BY(mutex_) = 0;
    bool torn_ OP_GUARDED_BY(mutex_) = false;  // the beginning of a dropped line was written
};

}  // namespace base
