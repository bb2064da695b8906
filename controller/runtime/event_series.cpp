#include "controller/runtime/event_series.h"

#include <utility>

namespace runtime {

EventSeries::Key EventSeries::key_of(const Occurrence& occurrence) {
    const auto& about = occurrence.regarding;
    return {occurrence.type == EventType::Warning ? "Warning" : "Normal",
            occurrence.action,
            occurrence.reason,
            about.api_version,
            about.kind,
            about.key.namespace_name,
            about.key.name,
            about.uid};
}

EventSeries::Entry* EventSeries::find(const Occurrence& occurrence) {
    const auto entry = entries_.find(key_of(occurrence));
    return entry == entries_.end() ? nullptr : &entry->second;
}

bool EventSeries::count(Entry& entry, const Occurrence& occurrence, base::Instant now) {
    ++entry.count;
    entry.last = occurrence.time;
    entry.last_seen = now;
    if (entry.count > 2) return false;
    entry.written = entry.count;
    entry.last_written = now;
    return true;
}

void EventSeries::remember(const Occurrence& occurrence, std::string name, base::Instant now) {
    if (entries_.size() >= kMaxRemembered) return;
    entries_.insert_or_assign(key_of(occurrence), Entry{occurrence, std::move(name), 1, 1, occurrence.time, now, now});
}

std::vector<EventSeries::Entry> EventSeries::due(base::Instant now) {
    std::vector<Entry> result;
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        auto& [key, event] = *entry;
        const bool idle = now - event.last_seen >= kIdle;
        if (event.count > event.written && (idle || now - event.last_written >= kRefresh)) {
            event.written = event.count;
            event.last_written = now;
            result.push_back(event);
        }
        entry = idle ? entries_.erase(entry) : std::next(entry);
    }
    return result;
}

std::vector<EventSeries::Entry> EventSeries::finish() {
    std::vector<Entry> result;
    for (auto& [key, event] : std::exchange(entries_, {})) {
        if (event.count > event.written) result.push_back(event);
    }
    return result;
}

}  // namespace runtime
