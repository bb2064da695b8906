#pragma once

#include <map>
#include <string>
#include <vector>

#include "controller/runtime/event_object.h"

namespace runtime {

// The series rule of client-go's events.k8s.io broadcaster: what is alike but for its note is one event that counts.
// The first occurrence is created, the second opens a series, further ones are only counted; a running series is
// written again every 30 minutes, and one that was idle for 6 minutes gets its final count and is forgotten.
//
// Remembers at most 4096 events; beyond that each occurrence is an event of its own. Threads: the writer's only.
class EventSeries {
public:
    static constexpr base::Duration kIdle = std::chrono::minutes(6);
    static constexpr base::Duration kRefresh = std::chrono::minutes(30);
    static constexpr std::size_t kMaxRemembered = 4096;

    struct Entry {
        Occurrence first;
        std::string name;
        int count = 1;
        int written = 1;  // the count the server knows
        base::WallTime last{};
        base::Instant last_seen{};
        base::Instant last_written{};
    };

    // nullptr where there is no event like it.
    Entry* find(const Occurrence& occurrence);
    // Counts one more; true where this opens the series, which is to be written now.
    bool count(Entry& entry, const Occurrence& occurrence, base::Instant now);
    // Remembers a first occurrence under the name it was created with.
    void remember(const Occurrence& occurrence, std::string name, base::Instant now);
    // What is to be written at this time; the idle ones are forgotten by this.
    std::vector<Entry> due(base::Instant now);
    // All counts that the server does not know; everything is forgotten.
    std::vector<Entry> finish();
    std::size_t size() const { return entries_.size(); }

private:
    using Key = std::vector<std::string>;
    static Key key_of(const Occurrence& occurrence);
    std::map<Key, Entry> entries_;
};

}  // namespace runtime
