#pragma once

#include <string>

#include "controller/kube/object_meta.h"
#include "controller/kube/resource.h"

namespace runtime {

enum class EventType { Normal, Warning };

// What an event is about.
struct ObjectReference {
    std::string api_version;
    std::string kind;
    kube::ObjectKey key;
    std::string uid;
    std::string resource_version;
};

ObjectReference reference_to(const kube::Resource& resource, const kube::ObjectMeta& meta);

// Says what happened to an object, once: emitted on transitions, never on every pass.
// publish() never blocks and never throws; when its bounded queue is full the event is dropped and counted. Notes are
// redacted and cut at 1 kB, reasons and actions at 128 bytes. Threads: any.
class EventRecorder {
public:
    virtual ~EventRecorder() = default;
    virtual void publish(const ObjectReference& regarding, EventType type, const std::string& reason,
                         const std::string& action, const std::string& note) = 0;
};

}  // namespace runtime
