// Colleagues in ZPA's portal. They never touch a key of somebody else's.
#include <fmt/format.h>

#include <algorithm>

#include "tests/chaos/arena.h"
#include "tests/chaos/deeds.h"

namespace chaos {

namespace {

using simulator::Key;

struct Visit {
    std::string customer;
    Key key;
};

// Which key a number stands for depends on how many there are: the one thing that a seed does not tell.
std::optional<Visit> choose(Arena& arena, Dice& dice) {
    const auto customer = dice.percent(66) ? arena.zpa->customer() : arena.second_customer;
    const auto number = dice.next();
    auto keys = arena.zpa->simulator.portal.all<Key>(customer);
    std::erase_if(keys, [](const Key& key) { return key.name.starts_with("strangers-"); });
    if (keys.empty()) return std::nullopt;
    return Visit{customer, keys[number % keys.size()]};
}

template <typename Change>
void edit(Arena& arena, const std::optional<Visit>& visit, const char* how, Change change) {
    if (!visit) return;
    arena.diary.note(fmt::format("portal: {} of key {}/{} {}", how, visit->customer, visit->key.id, visit->key.name));
    arena.zpa->simulator.portal.edit<Key>(visit->customer, visit->key.id, change);
}

void change_limit(Arena& arena, Dice& dice) {
    const int limit = dice.between(1, 30);
    edit(arena, choose(arena, dice), "another maxUsage", [&](Key& key) { key.max_usage = limit; });
}

void disable(Arena& arena, Dice& dice) {
    edit(arena, choose(arena, dice), "enabled toggled", [](Key& key) { key.enabled = !key.enabled; });
}

// A key that nobody has on record yet is known by its birth name alone: renamed in those seconds it is nobody's, and
// `kubectl zpa orphans` shows it. So colleagues rename what has its own name.
void rename(Arena& arena, Dice& dice) {
    const auto name = fmt::format("portal-{}", dice.below(1000000));
    const auto visit = choose(arena, dice);
    if (visit && visit->key.name.find('.') != std::string::npos) return;
    edit(arena, visit, "another name", [&](Key& key) { key.name = name; });
}

void remove(Arena& arena, Dice& dice) {
    const auto visit = choose(arena, dice);
    if (!visit) return;
    arena.diary.note(fmt::format("portal: key {}/{} {} is deleted", visit->customer, visit->key.id, visit->key.name));
    arena.removed_in_portal(visit->customer, visit->key.id);
    arena.zpa->simulator.portal.remove<Key>(visit->customer, visit->key.id);
}

}  // namespace

std::vector<Deed> deeds_of_the_portal() {
    return {{"limit", 6, change_limit}, {"disable", 4, disable}, {"rename", 3, rename}, {"delete key", 4, remove}};
}

}  // namespace chaos
