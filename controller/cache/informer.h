#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "controller/base/error.h"
#include "controller/base/log.h"
#include "controller/base/memory.h"
#include "controller/cache/store.h"
#include "controller/kube/watcher.h"

namespace cache {

// Turns the watch events of one scope into changes of one typed Store. The JSON tree lives only between the wire and
// `parse`; an object that does not parse is logged and left out (and removed if an older state was there), and so is
// logged what the store's handlers throw. No object can end the watch: nothing is thrown but for lack of memory. T
// needs a member `kube::ObjectMeta meta`. Threads: called by the watcher's thread only.
template <typename T>
class StoreFeeder final : public kube::WatchHandler {
public:
    using Parse = std::function<T(const nlohmann::json&)>;
    // `namespace_name`: the one this scope is narrowed to, "" for none.
    StoreFeeder(Store<T>& store, Parse parse, base::Logger log, std::string namespace_name = "")
        : store_(store), parse_(std::move(parse)), log_(std::move(log)), namespace_name_(std::move(namespace_name)) {}

    void init() override { batch_.clear(); }
    void init_apply(nlohmann::json&& object) override;
    void init_done() override;
    void apply(nlohmann::json&& object) override;
    void remove(nlohmann::json&& object) override;

private:
    std::shared_ptr<const T> parse(const nlohmann::json& object) const;
    template <typename Step>
    void change(Step step) const;
    Store<T>& store_;
    const Parse parse_;
    const base::Logger log_;
    const std::string namespace_name_;
    std::vector<std::shared_ptr<const T>> batch_;
};

// One watched kind kept current: a Store, and for each scope (the whole cluster, or one namespace each) a watcher and
// its thread. Threads: start() and stop() from one owner thread; the store from any. Shutdown: stop() requests and
// joins.
template <typename T>
class Informer {
public:
    Informer(const std::shared_ptr<kube::Connection>& connection, std::vector<kube::WatchScope> scopes,
             const kube::WatcherOptions& options, const typename StoreFeeder<T>::Parse& parse, const base::Clock& clock,
             base::Random& random, const base::Logger& log) {
        for (auto& scope : scopes) {
            feeds_.push_back(
                std::make_unique<Feed>(store_, connection, std::move(scope), options, parse, clock, random, log));
        }
    }

    Store<T>& store() { return store_; }
    const Store<T>& store() const { return store_; }
    bool synced() const {
        return std::all_of(feeds_.begin(), feeds_.end(), [](const auto& feed) { return feed->watcher.synced(); });
    }

    void start() {
        for (const auto& feed : feeds_) {
            feed->thread = std::jthread([&watcher = feed->watcher](std::stop_token stop) { watcher.run(stop); });
        }
    }
    void stop() {
        for (const auto& feed : feeds_) feed->thread.request_stop();
        for (const auto& feed : feeds_) {
            if (feed->thread.joinable()) feed->thread.join();
        }
    }

private:
    struct Feed {
        Feed(Store<T>& store, const std::shared_ptr<kube::Connection>& connection, kube::WatchScope scope,
             const kube::WatcherOptions& options, const typename StoreFeeder<T>::Parse& parse, const base::Clock& clock,
             base::Random& random, const base::Logger& log)
            : feeder(store, parse, log, scope.namespace_name),
              watcher(connection, std::move(scope), options, feeder, clock, random, log) {}
        StoreFeeder<T> feeder;
        kube::Watcher watcher;
        std::jthread thread;
    };

    Store<T> store_;
    std::vector<std::unique_ptr<Feed>> feeds_;
};

template <typename T>
std::shared_ptr<const T> StoreFeeder<T>::parse(const nlohmann::json& object) const {
    try {
        return std::make_shared<const T>(parse_(object));
    } catch (const std::exception& error) {
        log_.warn("object left out of the cache: it does not parse", {{"error", error.what()}});
        return nullptr;
    }
}

template <typename T>
template <typename Step>
void StoreFeeder<T>::change(Step step) const {
    try {
        step();
    } catch (const HandlerFailed& error) {
        log_.error("a handler failed on a change of the cache", {{"error", error.what()}});
    }
}

template <typename T>
void StoreFeeder<T>::init_apply(nlohmann::json&& object) {
    if (auto parsed = parse(object)) batch_.push_back(std::move(parsed));
}

template <typename T>
void StoreFeeder<T>::init_done() {
    const auto rows = batch_.size();
    change([&] { store_.replace(std::exchange(batch_, {}), namespace_name_); });
    base::return_free_memory_after(rows);
}

template <typename T>
void StoreFeeder<T>::apply(nlohmann::json&& object) {
    if (auto parsed = parse(object)) {
        change([&] { store_.put(std::move(parsed)); });
    } else {
        remove(std::move(object));
    }
}

template <typename T>
void StoreFeeder<T>::remove(nlohmann::json&& object) {
    try {
        const auto key = kube::parse_object_meta(object).key();
        change([&] { store_.remove(key); });
    } catch (const base::Error& error) {
        log_.warn("removal of an unnamed object ignored", {{"error", error.what()}});
    }
}

}  // namespace cache
