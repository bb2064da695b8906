#include "controller/runtime/lease_watch.h"

#include <nlohmann/json.hpp>

namespace runtime {

class LeaseWatch::Handler final : public kube::WatchHandler {
public:
    explicit Handler(OnChange on_change) : on_change_(std::move(on_change)) {}

    void init() override { listed_ = false; }
    void init_apply(nlohmann::json&& object) override {
        listed_ = true;
        on_change_(&object);
    }
    void init_done() override {
        if (!listed_) on_change_(nullptr);
    }
    void apply(nlohmann::json&& object) override { on_change_(&object); }
    void remove(nlohmann::json&&) override { on_change_(nullptr); }

private:
    const OnChange on_change_;
    bool listed_ = false;
};

LeaseWatch::LeaseWatch(std::shared_ptr<kube::Connection> connection, const kube::ObjectKey& lease, OnChange on_change,
                       const base::Clock& clock, base::Random& random, base::Logger log)
    : handler_(std::make_unique<Handler>(std::move(on_change))),
      watcher_(std::move(connection), {kube::leases(), lease.namespace_name, "", "metadata.name=" + lease.name.str()},
               {}, *handler_, clock, random, std::move(log)),
      thread_([this](std::stop_token stop) { watcher_.run(stop); }) {}

LeaseWatch::~LeaseWatch() {
    thread_.request_stop();
    thread_.join();
}

}  // namespace runtime
