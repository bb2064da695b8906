#pragma once

#include <nlohmann/json_fwd.hpp>

namespace kube {

// What a watched kind's cache is told, in kube-rs' words: Init, InitApply*, InitDone (what was not in between is gone),
// then Apply and Delete. Init may come again before InitDone: what was collected since the last one is then void.
// Objects come without metadata.managedFields; those of a list in pages without apiVersion and kind, too.
// Called by one thread at a time, in stream order; implementations must not block for long nor call back. What they
// throw is logged and the object skipped.
class WatchHandler {
public:
    virtual ~WatchHandler() = default;
    virtual void init() = 0;
    virtual void init_apply(nlohmann::json&& object) = 0;
    virtual void init_done() = 0;
    virtual void apply(nlohmann::json&& object) = 0;
    virtual void remove(nlohmann::json&& object) = 0;
};

}  // namespace kube
