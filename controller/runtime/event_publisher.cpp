#include "controller/runtime/event_publisher.h"

#include <functional>
#include <utility>

#include "controller/runtime/event_writer.h"

namespace runtime {

namespace {

// One cannot keep up with eight workers: each writes one event for three or four writes of theirs.
constexpr int kWriters = 4;

}  // namespace

EventPublisher::EventPublisher(const kube::Client& client, std::string controller, std::string instance,
                               const base::Clock& clock, base::Logger log)
    : clock_(clock) {
    const EventSource source{std::move(controller), std::move(instance)};
    for (int i = 0; i < kWriters; ++i)
        writers_.push_back(std::make_unique<EventWriter>(client, source, clock, log, warned_));
}
EventPublisher::~EventPublisher() { stop(base::Duration::zero()); }

void EventPublisher::publish(const ObjectReference& regarding, EventType type, const std::string& reason,
                             const std::string& action, const std::string& note) {
    auto& writer = *writers_[std::hash<kube::ObjectKey>{}(regarding.key) % writers_.size()];
    try {
        writer.publish(presentable({regarding, type, reason, action, note, clock_.wall()}));
    } catch (const std::exception&) {
        writer.drop();
    }
}

void EventPublisher::start() {
    for (const auto& writer : writers_) writer->start();
}

void EventPublisher::stop(base::Duration limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    for (const auto& writer : writers_) writer->close();
    for (const auto& writer : writers_) writer->await_end(until);
}

std::uint64_t EventPublisher::dropped() const {
    std::uint64_t sum = 0;
    for (const auto& writer : writers_) sum += writer->dropped();
    return sum;
}

}  // namespace runtime
