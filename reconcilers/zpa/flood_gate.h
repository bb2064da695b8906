#pragma once

#include <memory>
#include <optional>
#include <string>

#include "controller/base/backoff.h"
#include "controller/base/clock.h"
#include "controller/base/mutex.h"
#include "controller/base/random.h"
#include "reconcilers/zpa/crowd.h"

namespace zpa {

// Who may call an organisation now: at most `max_in_flight` at once; and once it could not be reached nobody but one
// probe a back-off step (1 s doubling to 60 s, with jitter; longer where ZPA says so), until somebody gets through.
// With a crowd, no more than that one allows. Threads: any.
class FloodGate {
public:
    FloodGate(int max_in_flight, std::shared_ptr<Crowd> crowd, const base::Clock& clock, base::Random& random);
    ~FloodGate();
    FloodGate(const FloodGate&) = delete;
    FloodGate& operator=(const FloodGate&) = delete;

    enum class Pass { Ordinary, Probe };
    // Who finds it full is told a delay that grows with the crowd, so that thousands do not knock every moment.
    Pass enter();  // throws TooManyRequests "Busy" or Unavailable "Unreachable", both with retry_after
    void leave(Pass pass);
    void answered();  // one reply of perhaps many of a visit
    void reached();
    // The cause is told to whoever is turned away; `wait` is what the other side asked for.
    void unreachable(Pass pass, const std::string& cause, base::Duration wait = {});
    base::WallTime unreachable_since() const;  // epoch while reachable

private:
    [[noreturn]] void turn_away() OP_REQUIRES(mutex_);

    const int max_in_flight_;
    const std::shared_ptr<Crowd> crowd_;  // may be null
    const base::Clock& clock_;
    base::Backoff backoff_;
    mutable base::Mutex mutex_;
    int in_flight_ OP_GUARDED_BY(mutex_) = 0;
    // askers that found the gate full since it was last idle, less those let in
    int turned_away_ OP_GUARDED_BY(mutex_) = 0;
    bool probing_ OP_GUARDED_BY(mutex_) = false;
    std::optional<base::Instant> next_probe_ OP_GUARDED_BY(mutex_);  // nullopt: open
    base::WallTime unreachable_since_ OP_GUARDED_BY(mutex_){};
    std::string cause_ OP_GUARDED_BY(mutex_);
};

}  // namespace zpa
