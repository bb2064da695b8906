#include "reconcilers/zpa/key_room.h"

#include <algorithm>
#include <utility>

namespace zpa {
namespace {

// What we know of a key we wrote, with what only the list knows: the uses others made meanwhile, and the names that a
// reply to POST leaves out.
Key joined(Key ours, const Key& listed) {
    ours.usage_count = std::max(ours.usage_count, listed.usage_count);
    if (ours.group_name.empty() && ours.group_id == listed.group_id) ours.group_name = listed.group_name;
    if (ours.enrollment_cert_name.empty() && ours.enrollment_cert_id == listed.enrollment_cert_id) {
        ours.enrollment_cert_name = listed.enrollment_cert_name;
    }
    return ours;
}

}  // namespace

KeyRoom::KeyRoom(std::string name, Listing<Key>::Fetch fetch, Listener listener, RateBudget& budget,
                 base::Duration list_lag, const base::Clock& clock)
    : listing_(std::move(name), std::move(fetch), budget, clock),
      listener_(std::move(listener)),
      list_lag_(list_lag),
      clock_(clock) {}

std::shared_ptr<const KeyList> KeyRoom::current() const {
    const std::lock_guard lock(mutex_);
    return list_;
}

std::shared_ptr<const KeyList> KeyRoom::refresh(base::Instant not_before, Urgency urgency, std::stop_token stop) {
    for (;;) {
        auto list = current();
        if (list && list->asked_at() >= not_before) return list;
        listing_.read(urgency, stop, [this](std::vector<Key> rows, base::Instant asked_at) {
            publish(std::move(rows), asked_at);
        });
    }
}

void KeyRoom::publish(std::vector<Key> rows, base::Instant asked_at) {
    std::unique_lock lock(mutex_);
    std::erase_if(notes_, [&](const auto& note) { return asked_at >= note.second.written_at + list_lag_; });
    std::map<std::string, Note> unseen = notes_;
    std::erase_if(rows, [&](Key& row) {
        const auto note = unseen.find(row.id);
        if (note == unseen.end()) return false;
        const bool deleted = !note->second.key;
        // A row that is not older than what we know may be somebody's change since, even within one second: whoever sees
        // a difference reads the key itself before acting on it.
        const bool trails = !deleted && row.modified_time < note->second.key->modified_time;
        if (trails) row = joined(std::move(*note->second.key), row);
        unseen.erase(note);
        return deleted;
    });
    for (auto& [id, note] : unseen) {
        if (note.key) rows.push_back(std::move(*note.key));
    }
    const auto before = std::exchange(list_, std::make_shared<const KeyList>(std::move(rows), asked_at));
    const auto after = list_;
    lock.unlock();
    if (listener_) listener_(before.get(), *after);
}

void KeyRoom::note_written(const Key& key) {
    const std::lock_guard lock(mutex_);
    notes_.insert_or_assign(key.id, Note{clock_.now(), key});
    if (list_) list_ = list_->with(key);
}

void KeyRoom::note_deleted(const std::string& id) {
    const std::lock_guard lock(mutex_);
    notes_.insert_or_assign(id, Note{clock_.now(), std::nullopt});
    if (list_) list_ = list_->without(id);
}

bool KeyRoom::recently_written(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto note = notes_.find(id);
    return note != notes_.end() && note->second.key && clock_.now() < note->second.written_at + list_lag_;
}

}  // namespace zpa
