#include "controller/telemetry/work_queue_metrics.h"

namespace telemetry {

WorkQueueMetrics::WorkQueueMetrics(Metrics& metrics, const std::string& name)
    : metrics_(metrics),
      labels_{{"name", name}, {"controller", name}},
      adds_(metrics.counter(metric::workqueue_adds_total, labels_)),
      retries_(metrics.counter(metric::workqueue_retries_total, labels_)),
      waits_(metrics.histogram(metric::workqueue_queue_seconds, labels_, buckets::work_queue)),
      works_(metrics.histogram(metric::workqueue_work_seconds, labels_, buckets::work_queue)),
      unfinished_(metrics.gauge(metric::workqueue_unfinished_seconds, labels_)),
      longest_(metrics.gauge(metric::workqueue_longest_seconds, labels_)) {
    depth(queue::kPriorityNormal);
    depth(queue::kPriorityLow);
}

Metrics::Handle WorkQueueMetrics::watch(const queue::WorkQueue& queue) {
    return metrics_.before_scrape([this, &queue] {
        unfinished_.Set(base::seconds_of(queue.unfinished_work()));
        longest_.Set(base::seconds_of(queue.longest_running()));
    });
}

prometheus::Gauge* WorkQueueMetrics::depth(int priority) {
    const auto found = depths_.find(priority);
    if (found != depths_.end()) return found->second;
    if (depths_.size() >= kMaxPriorities) return nullptr;
    auto labels = labels_;
    labels["priority"] = std::to_string(priority);
    return depths_.emplace(priority, &metrics_.gauge(metric::workqueue_depth, labels)).first->second;
}

void WorkQueueMetrics::depth_changed(int priority, std::size_t size) {
    if (auto* gauge = depth(priority)) gauge->Set(static_cast<double>(size));
}

void WorkQueueMetrics::started(base::Duration waited) { waits_.Observe(base::seconds_of(waited)); }
void WorkQueueMetrics::finished(base::Duration worked) { works_.Observe(base::seconds_of(worked)); }

}  // namespace telemetry
