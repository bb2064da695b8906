#pragma once

#include <map>

#include "controller/base/clock.h"
#include "controller/base/mutex.h"

namespace zpa {

// Keeps workers free for whoever answers. A call that hangs holds its worker until its deadline, so the organisations
// that are silent (never answered yet, last found unreachable, or called for a second without an answer) have one call
// each and, all together, all workers but one. Who answers may fall silent at any moment: a second call at once is for
// those who have answered within the last second, as long as half of the workers are free.
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
        base::Instant begun{};  // since when there are calls
        base::Instant heard{};  // the last answer
    };
    static bool is_silent(const Calls& calls, base::Instant now);

    const int most_silent_;
    const int most_for_second_;
    base::Mutex mutex_;
    std::map<const void*, Calls> calls_ OP_GUARDED_BY(mutex_);
};

}  // namespace zpa
