#pragma once

#include <cstddef>
#include <deque>

#include "tests/bench/objects.h"
#include "tests/bench/world.h"

namespace bench {

// Keys whose writes are sent raw, with the operator's account and by as many connections as it has workers: what the
// API server takes of them.
class RawWrites {
public:
    RawWrites(World& world, std::size_t first, std::size_t count);  // creates the objects
    double seconds_to_write_all();

    static constexpr int kPerKey = 7;        // of the protocol of creation
    static constexpr int kEventsPerKey = 2;  // that tell of it

private:
    const std::unique_ptr<kube::Client> client_;
    std::deque<RawKey> keys_;
};

}  // namespace bench
