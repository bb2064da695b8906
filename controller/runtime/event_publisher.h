#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "controller/base/clock.h"
#include "controller/base/log.h"
#include "controller/kube/client.h"
#include "controller/runtime/event_recorder.h"

namespace runtime {

class EventWriter;

// The EventRecorder that writes events.k8s.io/v1 objects, with client-go's series rule (second occurrence of one key
// opens a series by PATCH, later ones are written when the series is idle for 6 minutes or every 30) and its spam
// filter (25 a source and object, then one per 300 s). Four writer threads with a queue of 1000 each; one object's
// events all go through the same one, in their order. What begins a series or stands alone is a line of the log as
// well, also where the spam filter or the API server does not let the event through. Shutdown: stop(limit) flushes what
// is queued within the limit and joins.
class EventPublisher final : public EventRecorder {
public:
    EventPublisher(const kube::Client& client, std::string controller, std::string instance, const base::Clock& clock,
                   base::Logger log);
    ~EventPublisher() override;
    void publish(const ObjectReference& regarding, EventType type, const std::string& reason, const std::string& action,
                 const std::string& note) override;
    void start();
    void stop(base::Duration limit);
    std::uint64_t dropped() const;  // queue full, spam, or refused by the server

private:
    const base::Clock& clock_;
    std::atomic<bool> warned_ = false;  // of the missing permission
    std::vector<std::unique_ptr<EventWriter>> writers_;
};

}  // namespace runtime
