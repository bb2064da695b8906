#include "tests/bench/trickle.h"

#include <utility>

namespace bench {

namespace {

constexpr std::size_t kYoung = 20;  // of the newest, some may not be made yet
constexpr int kMostUses = 50;

}  // namespace

Trickle::Trickle(World& world, std::uint64_t seed) : world_(world), dice_(seed) {
    for (const auto& key : world_.zpa.keys()) names_.push_back(key.name);
    if (names_.size() <= 2 * kYoung) throw std::invalid_argument("too few keys for a trickle of change");
}

void Trickle::shuffle() {
    deeds_ = {Deed::Edit,   Deed::Edit,   Deed::Edit,   Deed::Edit,   Deed::Create, Deed::Create,
              Deed::Delete, Deed::Delete, Deed::Portal, Deed::Portal, Deed::Secret, Deed::Secret};
    for (auto left = deeds_.size(); left > 1; --left) std::swap(deeds_[left - 1], deeds_[dice_.below(left)]);
}

// Neither new nor the next to go.
const std::string& Trickle::settled_name() { return names_[kYoung + dice_.below(names_.size() - 2 * kYoung)]; }

void Trickle::edit_in_portal(const std::string& name) {
    world_.zpa.edit(world_.zpa.key_named(name).id,
                    [this](simulator::Key& key) { key.max_usage = dice_.between(kMostUses + 1, 2 * kMostUses); });
}

void Trickle::step() {
    if (deeds_.empty()) shuffle();
    const auto deed = deeds_.back();
    deeds_.pop_back();
    const auto& cluster = world_.cluster;
    switch (deed) {
        case Deed::Edit:
            cluster.patch(common::provisioning_keys(), {world_.ns, settled_name()},
                          {{"spec", {{"maxUsage", dice_.between(5, kMostUses)}}}});
            break;
        case Deed::Create:
            names_.push_back("new-" + std::to_string(++created_));
            world_.create_key(names_.back());
            break;
        case Deed::Delete:
            cluster.remove(common::provisioning_keys(), {world_.ns, names_.front()});
            names_.pop_front();
            break;
        case Deed::Portal: edit_in_portal(settled_name()); break;
        case Deed::Secret: cluster.remove(kube::secrets(), {world_.ns, settled_name()}); break;
    }
}

}  // namespace bench
