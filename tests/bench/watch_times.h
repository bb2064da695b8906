#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "tests/bench/statistics.h"
#include "tests/bench/world.h"

namespace bench {

// When a watch of ours first showed each object of a namespace as wanted. Threads: any; construct and destroy on one.
class WatchTimes {
public:
    using Wanted = std::function<bool(const nlohmann::json& object)>;
    // Returns once the watch has begun.
    WatchTimes(const World& world, const kube::Resource& resource, Wanted wanted);
    ~WatchTimes();

    Clock::time_point wait(const std::string& name) const;  // throws scenario::Unmet

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

bool is_filled_secret(const nlohmann::json& secret);

}  // namespace bench
