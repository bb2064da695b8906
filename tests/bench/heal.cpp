#include <fmt/format.h>

#include "tests/bench/benches.h"
#include "tests/bench/objects.h"
#include "tests/bench/progress.h"
#include "tests/bench/watch_times.h"

namespace bench {

namespace {

constexpr std::size_t kSamples = 20;

bool is_filled(const World& world, const std::string& name) {
    const auto secret = world.cluster.find(kube::secrets(), {world.ns, name});
    return secret && is_filled_secret(*secret);
}

// Deleted by somebody, until it holds the value again.
double seconds_to_heal(const World& world, const std::string& name) {
    const auto begin = Clock::now();
    world.cluster.remove(kube::secrets(), {world.ns, name});
    scenario::wait_for("the Secret is back", [&] { return is_filled(world, name); });
    return seconds_since(begin);
}

// The same writes by hand, looked at as often.
double seconds_by_hand(const World& world, RawKey& raw) {
    const auto begin = Clock::now();
    world.cluster.remove(kube::secrets(), raw.key());
    raw.make_place();
    raw.fill();
    scenario::wait_for("the Secret is back", [&] { return is_filled(world, raw.key().name); });
    return seconds_since(begin);
}

// Wrong credentials are put right: from the write of the Secret until the tenant is Ready again.
double seconds_to_take_credentials(World& world) {
    const auto set = [&](const json& secret) {
        world.cluster.patch(kube::secrets(), {world.ns, "zpa-credentials"},
                            {{"stringData", {{"ZSCALER_CLIENT_SECRET", secret}}}});
    };
    const auto ready = [&](bool wanted) {
        return scenario::is_ready(world.cluster.read(common::zpa_tenants(), {world.ns, "default"})) == wanted;
    };
    set("wrong");
    scenario::wait_for("the tenant is not Ready", [&] { return ready(false); });
    const auto begin = Clock::now();
    set(world.zpa.credentials().at("ZSCALER_CLIENT_SECRET"));
    scenario::wait_for("the tenant is Ready", [&] { return ready(true); });
    return seconds_since(begin);
}

}  // namespace

void measure_heal(const Settings&, Report& report) {
    World hand("hand");
    World world("heal");
    world.create_tenant({{"pollInterval", "10m"}});  // only the watches can tell
    const auto process = world.start_operator();
    world.wait_tenant_ready();
    world.create_key("key-0");
    scenario::wait_for("the key is Ready", [&] { return world.ready_keys() == 1; });
    RawKey raw(world.cluster.client(), hand.zpa, hand.ns, 0);
    raw.create(world.cluster.client());
    raw.make_place();
    raw.fill();
    std::vector<double> healed, by_hand, credentials;
    Progress progress("Secrets deleted", kSamples);
    for (std::size_t i = 0; i < kSamples; ++i) {
        by_hand.push_back(seconds_by_hand(hand, raw));
        healed.push_back(seconds_to_heal(world, "key-0"));
        progress.step();
    }
    for (int i = 0; i < 5; ++i) credentials.push_back(seconds_to_take_credentials(world));
    report.add({.name = "heal.secret",
                .what = fmt::format("a deleted Secret is whole again, p50 of {}", kSamples),
                .measured = median(healed) * 1e3,
                .unit = "ms",
                .reference = median(by_hand) * 1e3,
                .against = "the same writes by hand",
                .budget = at_most(1000),
                .note = fmt::format("the slowest {:.0f} ms", percentile(healed, 1) * 1e3)});
    report.add({.name = "heal.credentials",
                .what = "credentials put right, the tenant is Ready",
                .measured = median(credentials) * 1e3,
                .unit = "ms",
                .reference = 1000,
                .against = "the second that is promised",
                .budget = at_most(1000)});
}

}  // namespace bench
