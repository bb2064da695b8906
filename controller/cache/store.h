#pragma once

#include <boost/container/small_vector.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "controller/base/mutex.h"
#include "controller/kube/object_meta.h"

namespace cache {

// One change, as handlers see it: before is nullptr for additions, after for removals. `initial` marks an object that
// came with a (re)list rather than as news; queues give it low priority. A removal is always news. An object that was
// deleted and made again may show as one change: whoever cares compares the uids.
template <typename T>
struct Change {
    std::shared_ptr<const T> before;
    std::shared_ptr<const T> after;
    bool initial = false;
};

// The store has changed and every handler was told, but at least one threw: the first one's words.
class HandlerFailed : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Typed values by namespace and name, immutable once stored: a reader keeps its snapshot as long as it likes.
//
// Guarantees: per object, states are seen in order, some may be skipped; handlers run after the store and its indexes
// changed, on the thread that changed it, in registration order; a put of the resource version already held is no
// change. A handler that throws hides nothing: all are told of every change, then whoever changed the store gets a
// HandlerFailed. An index maps a value to the keys whose object yields it; empty value sets are removed. Threads: any
// for reads; one writer an object (its watcher's thread); handlers and indexes are added before the first write.
template <typename T>
class Store {
public:
    using Ptr = std::shared_ptr<const T>;
    using Handler = std::function<void(const Change<T>&)>;
    using IndexFunction = std::function<std::vector<std::string>(const T&)>;

    void add_handler(Handler handler) { handlers_.push_back(std::move(handler)); }
    void add_index(std::string name, IndexFunction function) {
        const base::WriterLock lock(mutex_);
        indexes_.emplace(std::move(name), Index{std::move(function), {}});
    }

    Ptr get(const kube::ObjectKey& key) const;
    std::vector<Ptr> list() const;                                                                        // unordered
    std::vector<kube::ObjectKey> keys_by_index(const std::string& name, const std::string& value) const;  // ordered
    std::vector<Ptr> by_index(const std::string& name, const std::string& value) const;
    std::size_t size() const;

    void put(Ptr object);
    void remove(const kube::ObjectKey& key);
    // A complete list, of one namespace where one is named: what is not in it is removed.
    void replace(std::vector<Ptr> objects, const std::string& namespace_name = "");

private:
    // Objects by the name that they carry themselves, and in an index by the hash of a value alone (whoever looks up
    // compares the value anew): of ten thousand objects no text is held a second time.
    struct ByName {
        using is_transparent = void;
        static auto name_of(const kube::ObjectKey& key) { return std::tie(key.namespace_name, key.name); }
        static auto name_of(const T* object) { return std::tie(object->meta.namespace_name.str(), object->meta.name); }
        static auto name_of(const Ptr& object) { return name_of(object.get()); }

        std::size_t operator()(const auto& object) const {
            const auto& [namespace_name, name] = name_of(object);
            return std::hash<std::string>{}(name) * 31 + std::hash<std::string>{}(namespace_name);
        }
        bool operator()(const auto& left, const auto& right) const { return name_of(left) == name_of(right); }
    };
    struct Before {
        bool operator()(const T* left, const T* right) const { return ByName::name_of(left) < ByName::name_of(right); }
    };
    using Sorted = boost::container::small_vector<const T*, 1>;  // mostly one object has a value, sometimes all have it
    struct Index {
        IndexFunction function;
        std::unordered_map<std::size_t, Sorted> objects;  // by the hash of the value
    };
    using Objects = std::unordered_set<Ptr, ByName, ByName>;

    // nullopt: the same resource version is held.
    std::optional<Change<T>> exchange(Ptr object, bool initial) OP_REQUIRES(mutex_);
    Change<T> erase(typename Objects::iterator entry) OP_REQUIRES(mutex_);
    static void forget(Index& index, const T& object);
    static void remember(Index& index, const T& object);

    // Calls visit(object, objects_) for each object that the index has under this value, in order of their names.
    template <typename Visit>
    void visit_index(const std::string& name, const std::string& value, Visit visit) const OP_REQUIRES_SHARED(mutex_);
    void notify(std::span<const Change<T>> changes) const;

    std::vector<Handler> handlers_;  // set before the first write, constant after
    mutable base::SharedMutex mutex_;
    std::map<std::string, Index> indexes_ OP_GUARDED_BY(mutex_);
    Objects objects_ OP_GUARDED_BY(mutex_);
};

}  // namespace cache

#include "controller/cache/store_impl.h"
