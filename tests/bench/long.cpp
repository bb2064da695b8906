#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <thread>

#include "tests/bench/benches.h"
#include "tests/bench/long_site.h"
#include "tests/bench/pace.h"
#include "tests/bench/progress.h"
#include "tests/bench/statistics.h"
#include "tests/bench/trickle.h"

namespace bench {

namespace {

constexpr std::size_t kKeys = 2000;
constexpr std::uint64_t kSeed = 20;
constexpr auto kLong = std::chrono::minutes(5);

// What happens again and again. One that comes late is made up for, so that the number of them does not depend on the
// machine.
struct Recurring {
    double every, next;  // seconds
    std::function<void(double now)> happen;
};

void run_for(double seconds, std::vector<Recurring> all) {
    const auto begin = Clock::now();
    Progress progress("seconds of the run", static_cast<std::size_t>(seconds));
    for (;;) {
        auto& first = *std::min_element(all.begin(), all.end(),
                                        [](const auto& left, const auto& right) { return left.next < right.next; });
        if (first.next > seconds) return;
        std::this_thread::sleep_until(
            begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(first.next)));
        first.happen(seconds_since(begin));
        first.next += first.every;
        progress.reach(static_cast<std::size_t>(seconds_since(begin)));
    }
}

// Whatever was changed has been seen to: else a program that does nothing would pass for one that is steady.
void expect_all_well(LongSite& site, const Trickle& trickle) {
    scenario::wait_for(
        "every key is Ready after the run", [&] { return site.world().ready_keys() == trickle.objects(); }, kLong);
}

}  // namespace

void measure_long(const Settings& settings, Report& report) {
    LongSite site(kKeys);
    Trickle trickle(site.world(), kSeed);
    LongSamples samples;
    site.start();
    run_for(settings.minutes * 60, {{1, 0, [&](double now) { samples.add(site.sample(now)); }},
                                    {1, 0.5, [&](double) { trickle.step(); }},
                                    {kClusterTokenSeconds, kClusterTokenSeconds, [&](double) { site.renew_token(); }},
                                    {60, 20, [&](double) { site.cut_watches(); }},
                                    {60, 50, [&](double) { site.expire_a_watch(); }}});
    samples.write_csv(std::filesystem::path(settings.out).replace_extension(".csv"));
    samples.write_svg(settings.out, kKeys);
    samples.judge(report);
    expect_all_well(site, trickle);
    say("  the plots are in " + settings.out + ", the samples beside it");
}

}  // namespace bench
