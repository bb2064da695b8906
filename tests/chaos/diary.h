#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "tests/chaos/audit_log.h"

namespace chaos {

Micros now_micros();

// How the line begins that says at which step of the protocol an operator was held.
inline constexpr auto kHeld = "held ";
// What stands between a deed's name and why there was nothing to it.
inline constexpr auto kCameToNothing = " came to nothing: ";
// And the whole of the one that says that ZPA's connections were cut.
inline constexpr auto kCut = "ZPA: every connection is cut";

// What this program did to the world, and when: the part of the story that no other book tells. Threads: any.
class Diary {
public:
    struct Line {
        Micros at;
        std::string text;
    };
    void note(std::string text);
    std::vector<Line> lines() const;

private:
    mutable std::mutex mutex_;
    std::vector<Line> lines_;  // guarded by mutex_
};

}  // namespace chaos
