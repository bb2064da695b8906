#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "controller/base/mutex.h"
#include "controller/telemetry/metric_names.h"

namespace telemetry {

// All series of the program, and their text for a scraper. Made once and handed to whoever counts.
//
// counter(), gauge() and histogram() find or make one series (at 0) and cost a lookup: resolve once, keep the
// reference, which holds until remove_*() of that series or the end of Metrics. Wrong labels throw
// std::exception: make all series at the start, so that a typo dies in tests. Threads: any.
class Metrics {
public:
    using Labels = std::map<std::string, std::string>;

    prometheus::Counter& counter(const Metric& metric, const Labels& labels = {});
    prometheus::Gauge& gauge(const Metric& metric, const Labels& labels = {});
    prometheus::Histogram& histogram(const Metric& metric, const Labels& labels, const std::vector<double>& buckets);
    void remove_counter(const Metric& metric, const Labels& labels);
    void remove_gauge(const Metric& metric, const Labels& labels);

    // Called before each scrape, for values that are looked up rather than counted, until the returned handle is gone;
    // its end waits for a call that is under way. The handle must not outlive the Metrics; `refresh` must not scrape.
    using Handle = std::shared_ptr<const void>;
    [[nodiscard]] Handle before_scrape(std::function<void()> refresh);

    // Text format 0.0.4. A value that is not a number is left out: the library would spell it wrong.
    std::string scrape();
    static constexpr auto kContentType = "text/plain; version=0.0.4; charset=utf-8";

private:
    prometheus::Registry registry_;
    base::Mutex mutex_;
    std::map<int, std::function<void()>> refreshers_ OP_GUARDED_BY(mutex_);
    int next_ OP_GUARDED_BY(mutex_) = 0;
};

}  // namespace telemetry
