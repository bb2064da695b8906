#pragma once

#include <array>

#include "tests/bench/flatness.h"

namespace bench {

// What a long run looks at each second.
struct Figure {
    const char* name;   // for programs: the CSV's column, and the row's name after "long."
    const char* title;  // for people
    const char* unit;
    bool counts;  // a counter: shown and judged by what it gains a minute
    Bound bound;
};

enum FigureIndex { Memory, Descriptors, Threads, Queue, Waiting, Keys, SeriesCount, Watches, ApiRequests, ZpaCalls };

// Connections come and go with the work, so descriptors may differ by two; one that is lost with each renewed token or
// watch would be ten and more. The others' room is for chance: when watches end is drawn by lot.
inline constexpr std::array kFigures = {
    Figure{"memory", "Resident memory", "MB", false, {.times = 1.05}},
    Figure{"descriptors", "Open descriptors", "descriptors", false, {.more = 2}},
    Figure{"threads", "Threads", "threads", false, {.both = true}},
    Figure{"queue", "Work queues, objects that wait", "objects", false, {.more = 5}},
    Figure{"waiting", "Calls that wait for ZPA's limit", "calls", false, {.more = 2}},
    Figure{"keys", "ProvisioningKeys in the cache", "objects", false, {.more = 5, .both = true}},
    Figure{"series", "Series in /metrics", "series", false, {.more = 4}},
    Figure{"watches", "Watches begun", "per minute", true, {.times = 1.5, .more = 0.5, .both = true}},
    Figure{"api_requests", "Requests to the API server", "per minute", true, {.times = 1.15, .both = true}},
    Figure{"zpa_calls", "Calls to ZPA", "per minute", true, {.times = 1.15, .both = true}},
};

}  // namespace bench
