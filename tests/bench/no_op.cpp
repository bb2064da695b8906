#include <fmt/format.h>
#include <sched.h>

#include "tests/bench/benches.h"
#include "tests/bench/no_op_rig.h"
#include "tests/bench/progress.h"

namespace bench {

namespace {

constexpr std::size_t kKeys = 10000;
constexpr double kSpan = 3;  // processor seconds

// To the core it is on; the others go on being the rest of the program's.
class OnOneCore {
public:
    OnOneCore() {
        sched_getaffinity(0, sizeof before_, &before_);
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<std::size_t>(sched_getcpu()), &one);
        sched_setaffinity(0, sizeof one, &one);
    }
    ~OnOneCore() { sched_setaffinity(0, sizeof before_, &before_); }
    OnOneCore(const OnOneCore&) = delete;
    OnOneCore& operator=(const OnOneCore&) = delete;

private:
    cpu_set_t before_{};
};

}  // namespace

void measure_no_op(const Settings&, Report& report) {
    NoOpRig rig(kKeys);
    rig.pass_over_all();
    const auto calls = rig.calls_to_zpa();
    const OnOneCore pinned;
    std::size_t rounds = 0;
    const auto begin = thread_seconds();
    double took = 0;
    for (; took < kSpan; took = thread_seconds() - begin) {
        rig.pass_over_all();
        ++rounds;
    }
    if (rig.calls_to_zpa() != calls) throw std::runtime_error("passes that should find nothing to do called ZPA");
    const auto passes = static_cast<double>(rounds * kKeys);
    report.add({.name = "noop.reconciles",
                .what = fmt::format("no-op reconciles from cache, {} keys", kKeys),
                .measured = passes / took,
                .unit = "/s",
                .reference = 1 / rig.fingerprint_seconds(),
                .against = "fingerprints of a value alone",
                .budget = at_least(20000),
                .note = "per second of processor time of one thread"});
}

}  // namespace bench
