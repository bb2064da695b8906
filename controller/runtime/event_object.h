#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "controller/base/clock.h"
#include "controller/runtime/event_recorder.h"

namespace runtime {

// One thing that happened, as publish() was told.
struct Occurrence {
    ObjectReference regarding;
    EventType type = EventType::Normal;
    std::string reason;
    std::string action;
    std::string note;
    base::WallTime time{};
};

// Who reports.
struct EventSource {
    std::string controller;  // "zpa-operator.io/zpa-operator"
    std::string instance;    // the pod
};

// The same texts within what the API takes: note at most 1024 bytes (whole UTF-8 characters), the others 128, secrets
// replaced. An empty action becomes the reason, since the API wants one.
Occurrence presentable(Occurrence occurrence);

// "<regarding name>.<hex of `number`>", at most 253 bytes; number is the time in nanoseconds, made unique by the
// caller.
std::string event_name(const ObjectReference& regarding, std::uint64_t number);
// The object's namespace, or "default" for a cluster-scoped object.
std::string event_namespace(const ObjectReference& regarding);

// events.k8s.io/v1. A count above one carries a series.
nlohmann::json event_object(const Occurrence& first, const EventSource& source, const std::string& name, int count,
                            base::WallTime last_observed);
nlohmann::json series_patch(int count, base::WallTime last_observed);

}  // namespace runtime
