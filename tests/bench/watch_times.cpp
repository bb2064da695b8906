#include "tests/bench/watch_times.h"

#include <condition_variable>
#include <map>
#include <mutex>

#include "controller/kube/watcher.h"

namespace bench {

using nlohmann::json;

class WatchTimes::Impl final : public kube::WatchHandler {
public:
    Impl(const World& world, const kube::Resource& resource, Wanted wanted)
        : wanted_(std::move(wanted)),
          watcher_(world.connect(), {resource, world.ns, "", ""}, {}, *this, base::system_clock(),
                   base::system_random(), base::Logger(base::LogLevel::Error, base::LogFormat::Text)) {}

    void init() override {}
    void init_apply(json&& object) override { note(object); }
    void init_done() override {}
    void apply(json&& object) override { note(object); }
    void remove(json&&) override {}

    void note(const json& object) {
        if (!wanted_(object)) return;
        const auto now = Clock::now();
        const std::lock_guard lock(mutex_);
        seen_.emplace(object.at("metadata").at("name").get<std::string>(), now);
        changed_.notify_all();
    }

    const Wanted wanted_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, Clock::time_point> seen_;  // guarded by mutex_
    kube::Watcher watcher_;
    std::jthread thread_;  // last: its end comes first
};

WatchTimes::WatchTimes(const World& world, const kube::Resource& resource, Wanted wanted)
    : impl_(std::make_unique<Impl>(world, resource, std::move(wanted))) {
    impl_->thread_ = std::jthread([this](std::stop_token stop) { impl_->watcher_.run(stop); });
    scenario::wait_for("the watch has begun", [&] { return impl_->watcher_.synced(); });
}

WatchTimes::~WatchTimes() = default;

Clock::time_point WatchTimes::wait(const std::string& name) const {
    std::unique_lock lock(impl_->mutex_);
    const auto there = [&] { return impl_->seen_.contains(name); };
    if (!impl_->changed_.wait_for(lock, scenario::kPatience, there))
        throw scenario::Unmet("the watch did not show " + name);
    return impl_->seen_.at(name);
}

bool is_filled_secret(const json& secret) { return !secret.value("/data/provisionkey"_json_pointer, "").empty(); }

}  // namespace bench
