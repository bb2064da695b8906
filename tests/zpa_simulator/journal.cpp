#include "tests/zpa_simulator/journal.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace simulator {

namespace {

constexpr std::size_t kept_entries = 100'000;

}  // namespace

nlohmann::json to_json(const Entry& entry) {
    const auto since_epoch = std::chrono::duration_cast<std::chrono::milliseconds>(entry.at.time_since_epoch());
    nlohmann::json out{{"number", entry.number},       {"at_ms", since_epoch.count()}, {"source", entry.source},
                       {"method", entry.method},       {"path", entry.path},           {"kind", entry.kind},
                       {"operation", entry.operation}, {"status", entry.status},       {"committed", entry.committed}};
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) out[name] = value;
    };
    add("query", entry.query);
    add("customer", entry.customer);
    add("association_type", entry.association_type);
    add("client", entry.client);
    add("object_id", entry.object_id);
    add("object_name", entry.object_name);
    add("fault", entry.fault);
    add("retry_after", entry.retry_after);
    return out;
}

void Journal::add(Entry entry) {
    {
        const std::lock_guard lock(mutex_);
        entry.number = ++last_;
        counters_.add(entry);
        entries_.push_back(std::move(entry));
        if (entries_.size() > kept_entries) entries_.pop_front();
    }
    grown_.notify_all();
}

std::vector<Entry> Journal::after(std::uint64_t number) const {
    return where([&](const Entry& entry) { return entry.number > number; });
}

std::vector<Entry> Journal::where(const std::function<bool(const Entry&)>& wanted) const {
    const std::lock_guard lock(mutex_);
    std::vector<Entry> out;
    std::copy_if(entries_.begin(), entries_.end(), std::back_inserter(out), wanted);
    return out;
}

std::uint64_t Journal::last() const {
    const std::lock_guard lock(mutex_);
    return last_;
}

std::optional<Entry> Journal::wait_for(std::uint64_t number, const std::function<bool(const Entry&)>& wanted,
                                       std::chrono::milliseconds patience) const {
    std::unique_lock lock(mutex_);
    std::optional<Entry> found;
    grown_.wait_for(lock, patience, [&] {
        for (auto entry = entries_.rbegin(); entry != entries_.rend() && entry->number > number; ++entry) {
            if (wanted(*entry)) found = *entry;
        }
        return found.has_value();
    });
    return found;
}

Counters Journal::counters() const {
    const std::lock_guard lock(mutex_);
    return counters_;
}

void Journal::clear() {
    const std::lock_guard lock(mutex_);
    entries_.clear();
    counters_ = {};
}

}  // namespace simulator
