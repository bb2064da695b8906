#include "reconcilers/zpa/key_list.h"

#include <algorithm>
#include <functional>
#include <optional>

namespace zpa {
namespace {

constexpr std::size_t kMaxPatches = 256;

std::size_t hash_of_name(const std::string& name) { return std::hash<std::string>{}(fold_case(name)); }

}  // namespace

struct KeyList::Base {
    explicit Base(std::vector<Key> rows) : keys(std::move(rows)) {
        std::sort(keys.begin(), keys.end(), [](const Key& left, const Key& right) { return left.id < right.id; });
        keys.shrink_to_fit();
        by_name.reserve(keys.size());
        for (std::uint32_t at = 0; at < keys.size(); ++at) by_name.emplace_back(hash_of_name(keys[at].name), at);
        std::sort(by_name.begin(), by_name.end());
    }
    std::vector<Key> keys;
    std::vector<std::pair<std::size_t, std::uint32_t>> by_name;  // hash of the folded name, position
};

struct KeyList::Patch {
    std::string id;
    std::optional<Key> key;  // nullopt: deleted
    std::size_t name_hash = 0;
};

KeyList::KeyList(std::vector<Key> keys, base::Instant asked_at)
    : base_(std::make_shared<const Base>(std::move(keys))), asked_at_(asked_at) {}

KeyList::KeyList(std::shared_ptr<const Base> base, Patches patches, base::Instant asked_at)
    : base_(std::move(base)), patches_(std::move(patches)), asked_at_(asked_at) {}

KeyList::Patches::const_iterator KeyList::patch_of(const std::string& id) const {
    return std::lower_bound(patches_.begin(), patches_.end(), id,
                            [](const auto& patch, const std::string& wanted) { return patch->id < wanted; });
}

const Key* KeyList::find(const std::string& id) const {
    const auto patch = patch_of(id);
    if (patch != patches_.end() && (*patch)->id == id) return (*patch)->key ? &*(*patch)->key : nullptr;
    const auto found = std::lower_bound(base_->keys.begin(), base_->keys.end(), id,
                                        [](const Key& key, const std::string& wanted) { return key.id < wanted; });
    return found != base_->keys.end() && found->id == id ? &*found : nullptr;
}

std::vector<const Key*> KeyList::find_by_name(const std::string& name) const {
    const std::string folded = fold_case(name);
    const std::size_t hash = hash_of_name(name);
    std::vector<const Key*> found;
    const auto& index = base_->by_name;
    const auto first = std::lower_bound(index.begin(), index.end(), std::pair{hash, std::uint32_t{0}});
    for (auto at = first; at != index.end() && at->first == hash; ++at) {
        const Key& key = base_->keys[at->second];
        const auto patch = patch_of(key.id);
        const bool patched = patch != patches_.end() && (*patch)->id == key.id;
        if (!patched && fold_case(key.name) == folded) found.push_back(&key);
    }
    for (const auto& patch : patches_) {
        const bool candidate = patch->key && patch->name_hash == hash;
        if (candidate && fold_case(patch->key->name) == folded) found.push_back(&*patch->key);
    }
    return found;
}

const std::vector<Key>& KeyList::keys() const {
    if (patches_.empty()) return base_->keys;
    std::call_once(merge_once_, [this] { merged_ = merge(); });
    return merged_->keys;
}

std::shared_ptr<const KeyList::Base> KeyList::merge() const {
    std::vector<Key> rows;
    rows.reserve(base_->keys.size() + patches_.size());
    auto patch = patches_.begin();
    const auto add_patch = [&] {
        if ((*patch)->key) rows.push_back(*(*patch)->key);
        ++patch;
    };
    for (const Key& key : base_->keys) {
        while (patch != patches_.end() && (*patch)->id < key.id) add_patch();
        if (patch != patches_.end() && (*patch)->id == key.id) {
            add_patch();
        } else {
            rows.push_back(key);
        }
    }
    while (patch != patches_.end()) add_patch();
    return std::make_shared<const Base>(std::move(rows));
}

std::shared_ptr<const KeyList> KeyList::patched(std::shared_ptr<const Patch> patch) const {
    Patches patches = patches_;
    const auto at = patches.begin() + (patch_of(patch->id) - patches_.begin());
    if (at != patches.end() && (*at)->id == patch->id) {
        *at = std::move(patch);
    } else {
        patches.insert(at, std::move(patch));
    }
    const bool full = patches.size() > kMaxPatches;
    const std::shared_ptr<const KeyList> next(new KeyList(base_, std::move(patches), asked_at_));
    if (!full) return next;
    return std::shared_ptr<const KeyList>(new KeyList(next->merge(), {}, asked_at_));
}

std::shared_ptr<const KeyList> KeyList::with(const Key& key) const {
    return patched(std::make_shared<const Patch>(Patch{key.id, key, hash_of_name(key.name)}));
}

std::shared_ptr<const KeyList> KeyList::without(const std::string& id) const {
    return patched(std::make_shared<const Patch>(Patch{id, std::nullopt, 0}));
}

}  // namespace zpa
