#include <fmt/format.h>
#include <malloc.h>

#include "controller/queue/work_queue.h"
#include "reconcilers/provisioning_key/indexes.h"
#include "reconcilers/zpa/key_list.h"
#include "tests/bench/benches.h"
#include "tests/bench/progress.h"
#include "tests/bench/settled_key.h"

namespace bench {

namespace {

constexpr std::size_t kKeys = 10000;
constexpr auto kNamespace = "network-edge";

std::size_t held_bytes() {
    const auto heap = mallinfo2();
    return heap.uordblks + heap.hblkhd;
}

// What the heap holds more of after `build` than before it, in bytes a key.
template <typename Build>
double bytes_a_key(Build build) {
    const auto before = held_bytes();
    build();
    return static_cast<double>(held_bytes() - before) / kKeys;
}

// Ten thousand keys in one namespace with their Secrets, as JSON texts; what they are made of is in nobody's way when
// the heap is looked at.
struct Manifests {
    std::vector<std::string> keys, secrets;
    std::vector<zpa::Key> listed;
};

nlohmann::json as_stored(nlohmann::json object, std::size_t number) {
    object["metadata"]["uid"] = fmt::format("{:08x}-1111-4222-8333-{:012x}", number, number);
    object["metadata"]["resourceVersion"] = std::to_string(1000000 + number);
    object["metadata"]["creationTimestamp"] = "2026-01-02T03:04:05Z";
    return object;
}

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
        out.listed.push_back(as_listed(key));
    }
    return out;
}

}  // namespace

void measure_holders(const Settings&, Report& report) {
    const auto manifests = make_manifests();
    cache::Store<provisioning_key::ProvisioningKey> keys;
    cache::Store<secrets::OwnedSecret> secrets;
    provisioning_key::add_indexes(keys, secrets);
    queue::WorkQueue queue({}, base::system_clock());
    std::unique_ptr<zpa::KeyList> list;
    std::vector<std::pair<std::string, double>> holders;
    std::vector<std::shared_ptr<const provisioning_key::ProvisioningKey>> typed_keys;
    std::vector<std::shared_ptr<const secrets::OwnedSecret>> typed_secrets;
    typed_keys.reserve(kKeys);
    typed_secrets.reserve(kKeys);

    holders.emplace_back("ProvisioningKeys", bytes_a_key([&] {
                             for (const auto& text : manifests.keys) {
                                 typed_keys.push_back(std::make_shared<const provisioning_key::ProvisioningKey>(
                                     provisioning_key::parse_provisioning_key(nlohmann::json::parse(text))));
                             }
                         }));
    holders.emplace_back("Secrets", bytes_a_key([&] {
                             for (const auto& text : manifests.secrets) {
                                 typed_secrets.push_back(std::make_shared<const secrets::OwnedSecret>(
                                     secrets::parse_owned_secret(nlohmann::json::parse(text))));
                             }
                         }));
    holders.emplace_back("their stores and indexes", bytes_a_key([&] {
                             for (const auto& key : typed_keys) keys.put(key);
                             for (const auto& secret : typed_secrets) secrets.put(secret);
                         }));
    holders.emplace_back(
        "ZPA's list", bytes_a_key([&] { list = std::make_unique<zpa::KeyList>(manifests.listed, base::Instant{}); }));
    holders.emplace_back("the queue when all wait", bytes_a_key([&] {
                             for (const auto& key : typed_keys) queue.add(key->meta.key());
                         }));

    double sum = 0;
    std::string note;
    for (const auto& [what, bytes] : holders) {
        sum += bytes;
        note += fmt::format("{}{} {:.0f}", note.empty() ? "" : ", ", what, bytes);
    }
    double json = 0;
    for (const auto* texts : {&manifests.keys, &manifests.secrets}) {
        for (const auto& text : *texts) json += static_cast<double>(text.size());
    }
    report.add({.name = "holders.key",
                .what = "heap that one key of 10,000 takes",
                .measured = sum,
                .unit = "bytes",
                .reference = json / kKeys,
                .against = "the key and its Secret as JSON",
                .budget = at_most(4000),
                .note = note});
}

}  // namespace bench
