#pragma once

#include <list>
#include <map>
#include <utility>

#include "controller/base/clock.h"
#include "controller/runtime/event_recorder.h"

namespace runtime {

// client-go's spam bucket: an object may have 25 events in a burst, then one per 300 s. Remembers the 4096 objects that
// were heard of last; one that was forgotten starts with a full bucket. Threads: the writer's only.
class EventSpamFilter {
public:
    static constexpr double kBurst = 25;
    static constexpr base::Duration kRefill = std::chrono::seconds(300);
    static constexpr std::size_t kMaxObjects = 4096;

    bool allow(const ObjectReference& regarding, base::Instant now);
    std::size_t size() const { return buckets_.size(); }

private:
    using Key = std::pair<kube::ObjectKey, std::string>;  // name, and "kind/uid"
    struct Bucket {
        double tokens;
        base::Instant filled_at;
        std::list<const Key*>::iterator place;
    };
    std::map<Key, Bucket> buckets_;
    std::list<const Key*> recent_;  // the last heard of first; points to keys of buckets_
};

}  // namespace runtime
