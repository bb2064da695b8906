#pragma once

#include <algorithm>

#include "controller/cache/store.h"

namespace cache {

template <typename T>
typename Store<T>::Ptr Store<T>::get(const kube::ObjectKey& key) const {
    const base::ReaderLock lock(mutex_);
    const auto found = objects_.find(key);
    return found == objects_.end() ? nullptr : *found;
}

template <typename T>
std::vector<typename Store<T>::Ptr> Store<T>::list() const {
    const base::ReaderLock lock(mutex_);
    return {objects_.begin(), objects_.end()};
}

template <typename T>
std::vector<kube::ObjectKey> Store<T>::keys_by_index(const std::string& name, const std::string& value) const {
    const base::ReaderLock lock(mutex_);
    std::vector<kube::ObjectKey> result;
    visit_index(name, value, [&](const T& object, const Objects&) { result.push_back(object.meta.key()); });
    return result;
}

template <typename T>
std::vector<typename Store<T>::Ptr> Store<T>::by_index(const std::string& name, const std::string& value) const {
    const base::ReaderLock lock(mutex_);
    std::vector<Ptr> result;
    visit_index(name, value,
                [&](const T& object, const Objects& objects) { result.push_back(*objects.find(&object)); });
    return result;
}

template <typename T>
std::size_t Store<T>::size() const {
    const base::ReaderLock lock(mutex_);
    return objects_.size();
}

template <typename T>
void Store<T>::put(Ptr object) {
    std::optional<Change<T>> change;
    {
        const base::WriterLock lock(mutex_);
        change = exchange(std::move(object), false);
    }
    if (change) notify({&*change, 1});
}

template <typename T>
void Store<T>::remove(const kube::ObjectKey& key) {
    std::optional<Change<T>> change;
    {
        const base::WriterLock lock(mutex_);
        if (const auto entry = objects_.find(key); entry != objects_.end()) change = erase(entry);
    }
    if (change) notify({&*change, 1});
}

template <typename T>
void Store<T>::replace(std::vector<Ptr> objects, const std::string& namespace_name) {
    std::vector<Change<T>> changes;
    {
        const base::WriterLock lock(mutex_);
        Objects kept;
        kept.reserve(objects.size());
        for (const auto& object : objects) kept.insert(object);
        for (auto entry = objects_.begin(); entry != objects_.end();) {
            const auto current = entry++;
            const bool listed = namespace_name.empty() || (*current)->meta.namespace_name == namespace_name;
            if (listed && !kept.contains(*current)) changes.push_back(erase(current));
        }
        for (auto& object : objects) {
            if (auto change = exchange(std::move(object), true)) changes.push_back(std::move(*change));
        }
    }
    notify(changes);
}

// What was told to nobody would stay unknown: the next list finds the same resource versions and calls them no change.
template <typename T>
void Store<T>::notify(std::span<const Change<T>> changes) const {
    std::optional<std::string> failure;
    for (const auto& change : changes) {
        for (const auto& handler : handlers_) {
            try {
                handler(change);
            } catch (const std::exception& error) {
                if (!failure) failure = error.what();
            }
        }
    }
    if (failure) throw HandlerFailed(*failure);
}

template <typename T>
std::optional<Change<T>> Store<T>::exchange(Ptr object, bool initial) {
    Change<T> change{nullptr, object, initial};
    if (const auto entry = objects_.find(object); entry != objects_.end()) {
        change.before = *entry;
        const auto& before = change.before->meta;
        if (before.uid == object->meta.uid && before.resource_version == object->meta.resource_version)
            return std::nullopt;
        for (auto& [name, index] : indexes_) forget(index, *change.before);
        auto node = objects_.extract(entry);
        node.value() = std::move(object);
        objects_.insert(std::move(node));
    } else {
        objects_.insert(std::move(object));
    }
    for (auto& [name, index] : indexes_) remember(index, *change.after);
    return change;
}

template <typename T>
Change<T> Store<T>::erase(typename Objects::iterator entry) {
    for (auto& [name, index] : indexes_) forget(index, **entry);
    auto node = objects_.extract(entry);
    return Change<T>{std::move(node.value()), nullptr, false};
}

template <typename T>
void Store<T>::forget(Index& index, const T& object) {
    for (const auto& value : index.function(object)) {
        const auto entry = index.objects.find(std::hash<std::string>{}(value));
        if (entry == index.objects.end()) continue;
        auto& sorted = entry->second;
        const auto place = std::lower_bound(sorted.begin(), sorted.end(), &object, Before{});
        if (place != sorted.end() && *place == &object) sorted.erase(place);
        if (sorted.empty()) index.objects.erase(entry);
    }
}

template <typename T>
void Store<T>::remember(Index& index, const T& object) {
    for (const auto& value : index.function(object)) {
        auto& sorted = index.objects[std::hash<std::string>{}(value)];
        const auto place = std::lower_bound(sorted.begin(), sorted.end(), &object, Before{});
        if (place == sorted.end() || *place != &object) sorted.insert(place, &object);
    }
}

template <typename T>
template <typename Visit>
void Store<T>::visit_index(const std::string& name, const std::string& value, Visit visit) const {
    const auto& index = indexes_.at(name);
    const auto entry = index.objects.find(std::hash<std::string>{}(value));
    if (entry == index.objects.end()) return;
    for (const T* object : entry->second) {
        const auto values = index.function(*object);
        if (std::find(values.begin(), values.end(), value) != values.end()) visit(*object, objects_);
    }
}

}  // namespace cache
