#pragma once

#include <algorithm>
#include <unordered_set>

#include "controller/cache/store.h"

namespace cache {

namespace detail {

inline bool key_before(const kube::ObjectKey* left, const kube::ObjectKey* right) { return *left < *right; }

}  // namespace detail

template <typename T>
typename Store<T>::Ptr Store<T>::get(const kube::ObjectKey& key) const {
    const std::shared_lock lock(mutex_);
    const auto found = objects_.find(key);
    return found == objects_.end() ? nullptr : found->second;
}

template <typename T>
std::vector<typename Store<T>::Ptr> Store<T>::list() const {
    const std::shared_lock lock(mutex_);
    std::vector<Ptr> result;
    result.reserve(objects_.size());
    for (const auto& [key, object] : objects_) result.push_back(object);
    return result;
}

template <typename T>
std::vector<kube::ObjectKey> Store<T>::keys_by_index(const std::string& name, const std::string& value) const {
    const std::shared_lock lock(mutex_);
    std::vector<kube::ObjectKey> result;
    if (const auto* keys = find_index(name, value)) {
        result.reserve(keys->size());
        for (const auto* key : *keys) result.push_back(*key);
    }
    return result;
}

template <typename T>
std::vector<typename Store<T>::Ptr> Store<T>::by_index(const std::string& name, const std::string& value) const {
    const std::shared_lock lock(mutex_);
    std::vector<Ptr> result;
    if (const auto* keys = find_index(name, value)) {
        result.reserve(keys->size());
        for (const auto* key : *keys) result.push_back(objects_.at(*key));
    }
    return result;
}

template <typename T>
std::size_t Store<T>::size() const {
    const std::shared_lock lock(mutex_);
    return objects_.size();
}

template <typename T>
void Store<T>::put(Ptr object) {
    std::optional<Change<T>> change;
    {
        const std::unique_lock lock(mutex_);
        change = exchange(std::move(object), false);
    }
    if (change) notify(*change);
}

template <typename T>
void Store<T>::remove(const kube::ObjectKey& key) {
    std::optional<Change<T>> change;
    {
        const std::unique_lock lock(mutex_);
        if (const auto entry = objects_.find(key); entry != objects_.end()) change = erase(entry);
    }
    if (change) notify(*change);
}

template <typename T>
void Store<T>::replace(std::vector<Ptr> objects, const std::string& namespace_name) {
    std::vector<Change<T>> changes;
    {
        const std::unique_lock lock(mutex_);
        std::unordered_set<kube::ObjectKey> kept;
        kept.reserve(objects.size());
        for (const auto& object : objects) kept.insert(object->meta.key());
        for (auto entry = objects_.begin(); entry != objects_.end();) {
            const auto current = entry++;
            const bool listed = namespace_name.empty() || current->first.namespace_name == namespace_name;
            if (listed && !kept.contains(current->first)) changes.push_back(erase(current));
        }
        for (auto& object : objects) {
            if (auto change = exchange(std::move(object), true)) changes.push_back(std::move(*change));
        }
    }
    for (const auto& change : changes) notify(change);
}

template <typename T>
std::optional<Change<T>> Store<T>::exchange(Ptr object, bool initial) {
    const auto [entry, added] = objects_.try_emplace(object->meta.key());
    const auto before = entry->second;
    if (before && before->meta.uid == object->meta.uid &&
        before->meta.resource_version == object->meta.resource_version) {
        return std::nullopt;
    }
    for (auto& [name, index] : indexes_) {
        if (before) forget(index, *before, entry->first);
        remember(index, *object, entry->first);
    }
    entry->second = std::move(object);
    return Change<T>{before, entry->second, initial};
}

template <typename T>
Change<T> Store<T>::erase(typename Objects::iterator entry) {
    for (auto& [name, index] : indexes_) forget(index, *entry->second, entry->first);
    auto before = std::move(entry->second);
    objects_.erase(entry);
    return Change<T>{std::move(before), nullptr, false};
}

template <typename T>
void Store<T>::forget(Index& index, const T& object, const kube::ObjectKey& key) {
    for (const auto& value : index.function(object)) {
        const auto set = index.keys.find(value);
        if (set == index.keys.end()) continue;
        auto& keys = set->second;
        const auto place = std::lower_bound(keys.begin(), keys.end(), &key, detail::key_before);
        if (place != keys.end() && **place == key) keys.erase(place);
        if (keys.empty()) index.keys.erase(set);
    }
}

template <typename T>
void Store<T>::remember(Index& index, const T& object, const kube::ObjectKey& key) {
    for (auto& value : index.function(object)) {
        auto& keys = index.keys[std::move(value)];
        const auto place = std::lower_bound(keys.begin(), keys.end(), &key, detail::key_before);
        if (place == keys.end() || **place != key) keys.insert(place, &key);
    }
}

template <typename T>
const std::vector<const kube::ObjectKey*>* Store<T>::find_index(const std::string& name,
                                                                const std::string& value) const {
    const auto& keys = indexes_.at(name).keys;
    const auto found = keys.find(value);
    return found == keys.end() ? nullptr : &found->second;
}

}  // namespace cache
