#pragma once

#include <deque>
#include <string>
#include <vector>

#include "tests/bench/world.h"
#include "tests/chaos/dice.h"

namespace bench {

// The small changes of every day, one a call, always in the same order for the same seed. Of twelve: four edits of a
// spec, two creations, two deletions of the oldest object, two edits in ZPA's portal, two deletions of a Secret. The
// number of keys stays. Threads: one.
class Trickle {
public:
    // Begins with the keys that ZPA has, each with an object of its name.
    Trickle(World& world, std::uint64_t seed);

    void step();
    std::size_t objects() const { return names_.size(); }

private:
    enum class Deed { Edit, Create, Delete, Portal, Secret };

    void shuffle();
    const std::string& settled_name();
    void edit_in_portal(const std::string& name);

    World& world_;
    chaos::Dice dice_;
    std::deque<std::string> names_;  // the oldest first
    std::vector<Deed> deeds_;        // of these twelve, those that are left
    std::size_t created_ = 0;
};

}  // namespace bench
