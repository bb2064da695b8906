#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "controller/base/clock.h"
#include "reconcilers/zpa/models.h"

namespace zpa {

// A complete list of the keys of one association type: immutable, shared by all readers. What find() and the like
// return lives as long as the list. Threads: any.
//
// A copy that differs in one key shares the rest: a few hundred differences lie over one sorted table and are then
// merged into a new one, so that a write costs about the same whether there are ten keys or ten thousand.
class KeyList {
public:
    KeyList(std::vector<Key> keys, base::Instant asked_at);

    base::Instant asked_at() const { return asked_at_; }  // before its first page was asked for
    const std::vector<Key>& keys() const;                 // ordered by id
    const Key* find(const std::string& id) const;
    std::vector<const Key*> find_by_name(const std::string& name) const;  // compared without case

    std::shared_ptr<const KeyList> with(const Key& key) const;
    std::shared_ptr<const KeyList> without(const std::string& id) const;

private:
    struct Base;
    struct Patch;
    using Patches = std::vector<std::shared_ptr<const Patch>>;  // by id

    KeyList(std::shared_ptr<const Base> base, Patches patches, base::Instant asked_at);
    Patches::const_iterator patch_of(const std::string& id) const;
    std::shared_ptr<const Base> merge() const;
    std::shared_ptr<const KeyList> patched(std::shared_ptr<const Patch> patch) const;

    std::shared_ptr<const Base> base_;
    Patches patches_;
    base::Instant asked_at_;
    mutable std::once_flag merge_once_;
    mutable std::shared_ptr<const Base> merged_;  // of keys(), where there are patches
};

}  // namespace zpa
