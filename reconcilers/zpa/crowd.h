#pragma once

#include <map>
#include <mutex>

#include "controller/base/clock.h"

namespace zpa {

// Keeps a worker free for whoever answers. A call that hangs holds its worker until its deadline, so the organisations
// that are silent (never answered yet, last found unreachable, or called for a second without an answer) have one new
// call each and, all together, all workers but one; and nobody has a second call where that would take the last worker.
//
// One for the process: `workers` are those of one controller; counting the calls of all of them errs on the safe side.
// `who` is any address that tells organisations apart. Threads: any.
class Crowd {
public:
    explicit Crowd(int workers);

    bool enter(const void* who, base::Instant now);  // false: come back later
    void leave(const void* who);
    void answered(const void* who, base::Instant now);
    void unreachable(const void* who);
    void forget(const void* who);

private:
    struct Calls {
        int in_flight = 0;
        bool answers = false;
        base::Instant heard_or_begun{};  // the last answer, or since when there are calls
    };
    static bool is_silent(const Calls& calls, base::Instant now);

    const int most_;
    std::mutex mutex_;
    std::map<const void*, Calls> calls_;  // guarded by mutex_
};

}  // namespace zpa
