#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "reconcilers/zpa/session.h"
#include "tests/bench/watch_times.h"

namespace bench {

// The round trips between an apply and the Secret that shows it, each made alone by hand, against the same API server
// and ZPA.
class RoundTrips {
public:
    explicit RoundTrips(World& world);  // the raw objects live in the world's namespace and belong to no tenant
    ~RoundTrips();

    void sample();                // each of them once
    double sum() const;           // of the medians, in seconds
    std::string to_text() const;  // each with its median in ms

private:
    template <typename Step>
    void time(const char* name, Step&& step);
    void post_to_zpa(const std::string& name);

    World& world_;
    WatchTimes keys_;
    WatchTimes secrets_;
    std::shared_ptr<zpa::Session> session_;
    zpa::KeyDraft draft_;
    std::size_t number_ = 0;
    std::vector<const char*> order_;
    std::map<std::string, std::vector<double>> seconds_;
};

}  // namespace bench
