#pragma once

#include <string>
#include <vector>

namespace bench {

// Who holds how much of the heap, in bytes a key.
struct Holder {
    std::string what;
    double bytes = 0;
};

// The keys of one fleet and their Secrets as the API server sends them, and the same keys as ZPA lists them: JSON, so
// that nothing shares a text before it is counted.
struct Manifests {
    std::vector<std::string> keys, secrets, listed;
};

// Parses and keeps them all as the operator does, and looks at the heap in between. An object's share is told apart by
// copying that part of all of them: what is on the heap outside of the object itself is copied along.
std::vector<Holder> heap_shares(const Manifests& manifests);

}  // namespace bench
