#include "tests/bench/burst_reference.h"

#include "tests/bench/parallel.h"
#include "tests/bench/progress.h"
#include "tests/bench/statistics.h"

namespace bench {

RawWrites::RawWrites(World& world, std::size_t first, std::size_t count) : client_(world.operator_client()) {
    for (std::size_t i = 0; i < count; ++i) keys_.emplace_back(*client_, world.zpa, world.ns, first + i);
    Progress progress("raw objects created", count);
    in_parallel(count, [&](std::size_t i) {
        keys_[i].create(world.cluster.client());
        progress.step();
    });
}

double RawWrites::seconds_to_write_all() {
    Progress progress("raw writes, keys done", keys_.size());
    return timed([&] {
        in_parallel(keys_.size(), [&](std::size_t i) {
            auto& key = keys_[i];
            key.add_finalizer();
            key.make_place();
            key.mark();
            key.fill();
            key.identify();
            key.annotate();
            key.finish();
            key.tell();
            progress.step();
        });
    });
}

}  // namespace bench
