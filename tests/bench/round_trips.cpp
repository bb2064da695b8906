#include "tests/bench/round_trips.h"

#include <fmt/format.h>

#include "tests/bench/objects.h"
#include "tests/bench/session.h"

namespace bench {

RoundTrips::RoundTrips(World& world)
    : world_(world),
      keys_(world, common::provisioning_keys(), [](const json&) { return true; }),
      secrets_(world, kube::secrets(), is_filled_secret),
      session_(make_session(world.zpa)) {
    draft_.max_usage = 5;
    draft_.group_id = world.zpa.group_id(scenario::Zpa::kGroup);
    draft_.enrollment_cert_id =
        world.zpa.simulator.portal.named<simulator::Certificate>(world.zpa.customer(), "Connector").at(0).id;
    session_->client().sign_in({});
}

RoundTrips::~RoundTrips() = default;

void RoundTrips::sample() {
    const auto& client = world_.cluster.client();
    RawKey raw(client, world_.zpa, world_.ns, ++number_);
    const auto name = raw.key().name;
    time("apply, seen by a watch", [&] {
        raw.create(client);
        keys_.wait(name);
    });
    time("finalizer", [&] { raw.add_finalizer(); });
    time("empty Secret", [&] { raw.make_place(); });
    time("mark", [&] { raw.mark(); });
    time("POST to ZPA", [&] { post_to_zpa(name.str() + "." + raw.nonce()); });
    time("live read", [&] { client.get(common::provisioning_keys(), raw.key(), {}); });
    time("filled Secret, seen by a watch", [&] {
        raw.fill();
        secrets_.wait(name);
    });
}

void RoundTrips::post_to_zpa(const std::string& name) {
    auto draft = draft_;
    draft.name = name;
    auto permit = session_->budget().take(zpa::CallClass::Write, zpa::Urgency::Publish, "bench");
    const auto outcome =
        session_->client().create_key(zpa::AssociationType::ConnectorGroup, "", draft, std::move(permit), {});
    if (!std::holds_alternative<zpa::KeyDetail>(outcome)) throw std::runtime_error("ZPA did not create " + name);
}

template <typename Step>
void RoundTrips::time(const char* name, Step&& step) {
    auto& samples = seconds_[name];
    if (samples.empty()) order_.push_back(name);
    samples.push_back(timed(step));
}

double RoundTrips::sum() const {
    double out = 0;
    for (const auto& [name, samples] : seconds_) out += median(samples);
    return out;
}

std::string RoundTrips::to_text() const {
    std::string out;
    for (const auto* name : order_) {
        out += fmt::format("{}{} {:.1f}", out.empty() ? "" : ", ", name, median(seconds_.at(name)) * 1e3);
    }
    return out + " ms";
}

}  // namespace bench
