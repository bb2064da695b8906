#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "controller/kube/object_meta.h"

namespace cache {

// One change, as handlers see it: before is nullptr for additions, after for removals. `initial` marks an object that came
// with a (re)list rather than as news; queues give it low priority. A removal is always news. An object that was deleted and
// made again may show as one change: whoever cares compares the uids.
template <typename T>
struct Change {
    std::shared_ptr<const T> before;
    std::shared_ptr<const T> after;
    bool initial = false;
};

// Typed values by namespace and name, immutable once stored: a reader keeps its snapshot as long as it likes.
//
// Guarantees: per object, states are seen in order, some may be skipped; handlers run after the store and its indexes
// changed, on the thread that changed it, in registration order; a put of the resource version already held is no change.
// An index maps a value to the keys whose object yields it; empty value sets are removed.
// Threads: any for reads; one writer an object (its watcher's thread); handlers and indexes are added before the first write.
template <typename T>
class Store {
public:
    using Ptr = std::shared_ptr<const T>;
    using Handler = std::function<void(const Change<T>&)>;
    using IndexFunction = std::function<std::vector<std::string>(const T&)>;

    void add_handler(Handler handler) { handlers_.push_back(std::move(handler)); }
    void add_index(std::string name, IndexFunction function) {
        indexes_.emplace(std::move(name), Index{std::move(function), {}});
    }

    Ptr get(const kube::ObjectKey& key) const;
    std::vector<Ptr> list() const;                                                      // unordered
    std::vector<kube::ObjectKey> keys_by_index(const std::string& name, const std::string& value) const;  // ordered
    std::vector<Ptr> by_index(const std::string& name, const std::string& value) const;
    std::size_t size() const;

    void put(Ptr object);
    void remove(const kube::ObjectKey& key);
    // A complete list, of one namespace where one is named: what is not in it is removed.
    void replace(std::vector<Ptr> objects, const std::string& namespace_name = "");

private:
    struct Index {
        IndexFunction function;
        // Sorted. The pointers are to the keys of objects_, whose nodes stay where they are: ten thousand objects cost
        // eight bytes each and index, not two strings.
        std::unordered_map<std::string, std::vector<const kube::ObjectKey*>> keys;
    };
    using Objects = std::unordered_map<kube::ObjectKey, Ptr>;

    // All four under the exclusive lock.
    std::optional<Change<T>> exchange(Ptr object, bool initial);  // nullopt: the same resource version is held
    Change<T> erase(typename Objects::iterator entry);
    static void forget(Index& index, const T& object, const kube::ObjectKey& key);
    static void remember(Index& index, const T& object, const kube::ObjectKey& key);

    const std::vector<const kube::ObjectKey*>* find_index(const std::string& name, const std::string& value) const;
    void notify(const Change<T>& change) const {
        for (const auto& handler : handlers_) handler(change);
    }

    // Set before the first write, constant after.
    std::vector<Handler> handlers_;
    std::map<std::string, Index> indexes_;  // the maps inside are guarded by mutex_
    mutable std::shared_mutex mutex_;
    Objects objects_;  // guarded by mutex_
};

}  // namespace cache

#include "controller/cache/store_impl.h"
