#pragma once

#include <map>
#include <string>

#include "controller/queue/work_queue.h"
#include "controller/telemetry/metrics.h"

namespace telemetry {

// The workqueue_* series of one queue. Made before the queue, whose Options take it; watch() adds what is looked up at
// scrape time, for as long as the returned handle lives (it must go before the queue). Threads: as WorkQueueObserver:
// the queue calls one at a time.
class WorkQueueMetrics final : public queue::WorkQueueObserver {
public:
    static constexpr std::size_t kMaxPriorities = 25;  // controller-runtime's cap on the values of a label

    WorkQueueMetrics(Metrics& metrics, const std::string& name);
    [[nodiscard]] Metrics::Handle watch(const queue::WorkQueue& queue);

    void added() override { adds_.Increment(); }
    void retried() override { retries_.Increment(); }
    void depth_changed(int priority, std::size_t depth) override;
    void started(base::Duration waited) override;
    void finished(base::Duration worked) override;

private:
    prometheus::Gauge* depth(int priority);  // nullptr beyond the cap

    Metrics& metrics_;
    const Metrics::Labels labels_;
    prometheus::Counter& adds_;
    prometheus::Counter& retries_;
    prometheus::Histogram& waits_;
    prometheus::Histogram& works_;
    prometheus::Gauge& unfinished_;
    prometheus::Gauge& longest_;
    std::map<int, prometheus::Gauge*> depths_;
};

}  // namespace telemetry
