#pragma once

#include <memory>

#include "tests/bench/fleet_world.h"
#include "tests/bench/long_samples.h"
#include "tests/scenario/harness/api_proxy.h"

namespace bench {

// An operator at kPace times the pace, with many keys that are as they should be, and a proxy on its way to the API
// server that brings about what else happens in two hours. Threads: one.
class LongSite {
public:
    explicit LongSite(std::size_t keys);

    World& world() { return fleet_.world(); }
    void start();  // until the work of the beginning is done

    void renew_token() { world().renew_token_file(); }
    void cut_watches() { proxy_.cut_watches(); }
    void expire_a_watch();  // the next one to begin is told 410, so that its objects are listed anew

    // Throws where the operator has ended.
    Sample sample(double seconds);

private:
    Fleet fleet_;
    scenario::ApiProxy proxy_;
    const int watches_;  // the proxy's rule that counts them
    std::unique_ptr<OperatorProcess> process_;
};

}  // namespace bench
