#include <fmt/format.h>

#include <algorithm>

#include "tests/bench/benches.h"
#include "tests/bench/heap_shares.h"
#include "tests/bench/settled_key.h"

namespace bench {

namespace {

constexpr std::size_t kKeys = 10000;
constexpr std::size_t kNamed = 10;
constexpr auto kNamespace = "network-edge";

nlohmann::json as_stored(nlohmann::json object, std::size_t number) {
    object["metadata"]["uid"] = fmt::format("{:08x}-1111-4222-8333-{:012x}", number, number);
    object["metadata"]["resourceVersion"] = std::to_string(1000000 + number);
    object["metadata"]["creationTimestamp"] = "2026-01-02T03:04:05Z";
    return object;
}

nlohmann::json row_of(const simulator::Key& key) {
    return {{"id", key.id},
            {"name", key.name},
            {"creationTime", key.creation_time},
            {"maxUsage", key.max_usage},
            {"usageCount", key.usage_count},
            {"zcomponentId", key.group_id},
            {"zcomponentName", scenario::Zpa::kGroup},
            {"enrollmentCertId", key.certificate_id},
            {"enrollmentCertName", "Connector"},
            {"provisioningKey", key.value}};
}

// Ten thousand keys in one namespace with their Secrets, as JSON texts; what they are made of is in nobody's way when
// the heap is looked at.
Manifests make_manifests() {
    scenario::Zpa zpa;
    simulator::Key pattern;
    pattern.name = "branch-office-key";
    pattern.max_usage = 5;
    zpa.simulator.portal.seed_keys(zpa.customer(), kKeys, pattern);
    Manifests out;
    for (const auto& key : zpa.keys()) {
        auto settled = settle(kNamespace, zpa, key);
        settled.object["metadata"]["generation"] = 1;
        settled.object["status"] = provisioning_key::to_json(settled.typed.status);
        const auto number = out.keys.size();
        out.keys.push_back(as_stored(settled.object, number).dump());
        out.secrets.push_back(as_stored(settled.secret, number).dump());
        out.listed.push_back(row_of(key).dump());
    }
    return out;
}

double bytes_of(const std::vector<std::string>& texts) {
    double out = 0;
    for (const auto& text : texts) out += static_cast<double>(text.size());
    return out;
}

std::string line_of(const std::string& what, double bytes) {
    return fmt::format("\n    {:<52}{:>7.0f} bytes a key {:>7.2f} MB", what, bytes, bytes * kKeys / 1e6);
}

// A line each, the largest first.
std::string list_of(std::vector<Holder> holders) {
    std::sort(holders.begin(), holders.end(),
              [](const Holder& left, const Holder& right) { return left.bytes > right.bytes; });
    std::string out = fmt::format("the {} largest holders:", kNamed);
    double others = 0;
    for (std::size_t i = 0; i < holders.size(); ++i) {
        if (i < kNamed) {
            out += line_of(holders[i].what, holders[i].bytes);
        } else {
            others += holders[i].bytes;
        }
    }
    return out + line_of(fmt::format("{} others", holders.size() - kNamed), others);
}

}  // namespace

void measure_holders(const Settings&, Report& report) {
    const auto manifests = make_manifests();
    const auto holders = heap_shares(manifests);
    double sum = 0;
    for (const auto& holder : holders) sum += holder.bytes;
    report.add({.name = "holders.key",
                .what = "heap that one key of 10,000 takes",
                .measured = sum,
                .unit = "bytes",
                .reference = (bytes_of(manifests.keys) + bytes_of(manifests.secrets)) / kKeys,
                .against = "the key and its Secret as JSON",
                .budget = at_most(2700),
                .note = list_of(holders)});
}

}  // namespace bench
