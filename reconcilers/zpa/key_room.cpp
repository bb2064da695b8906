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

// The state somebody may manage, without what ZPA counts and what it leaves out here and there.
bool is_same_state(const Key& left, const Key& right) {
    bool same = left.modified_time == right.modified_time;
    visit_fields([&](const KeyField&, const auto& one, const auto& other) { same = same && one == other; }, left,
                 right);
    return same;
}

constexpr std::size_t kMostOverwritten = 4;

}  // namespace

KeyRoom::KeyRoom(std::string name, Listing<Key>::Fetch fetch, Listener listener, RateBudget& budget,
                 base::Duration list_lag, const base::Clock& clock)
    : listing_(std::move(name), std::move(fetch), budget, clock),
      listener_(std::move(listener)),
      list_lag_(list_lag),
      clock_(clock) {}

std::shared_ptr<const KeyList> KeyRoom::current() const {
    const base::MutexLock lock(mutex_);
    return list_;
}

std::shared_ptr<const KeyList> KeyRoom::refresh(base::Instant not_before, Urgency urgency, std::stop_token stop) {
    for (;;) {
        auto list = current();
        if (list && list->asked_at() >= not_before) return list;
        listing_.read(urgency, stop,
                      [this](std::vector<Key> rows, base::Instant asked_at) { publish(std::move(rows), asked_at); });
    }
}

void KeyRoom::publish(std::vector<Key> rows, base::Instant asked_at) {
    base::MutexLock lock(mutex_);
    std::erase_if(notes_, [&](const auto& note) { return asked_at >= note.second.written_at + list_lag_; });
    std::map<std::string, Note> unseen = notes_;
    std::erase_if(rows, [&](Key& row) {
        const auto note = unseen.find(row.id);
        if (note == unseen.end()) return false;
        const bool deleted = !note->second.key;
        const bool trails = !deleted && is_trailing(note->second, row);
        if (trails) row = joined(std::move(*note->second.key), row);
        unseen.erase(note);
        return deleted;
    });
    for (auto& [id, note] : unseen) {
        if (note.key) rows.push_back(std::move(*note.key));
    }
    remember_counts(rows);
    const auto before = std::exchange(list_, std::make_shared<const KeyList>(std::move(rows), asked_at));
    const auto after = list_;
    lock.unlock();
    if (listener_) listener_(before.get(), *after);
}

// A row that is not older than what we know may be somebody's change since, even within one second, unless it is the
// very state that we replaced: whoever sees a difference reads the key itself before acting on it.
bool KeyRoom::is_trailing(const Note& note, const Key& row) {
    if (row.modified_time < note.key->modified_time) return true;
    return std::any_of(note.overwritten.begin(), note.overwritten.end(),
                       [&](const Key& before) { return is_same_state(before, row); });
}

// usageCount never goes down, so one that is the same twice was so all the time between.
void KeyRoom::remember_counts(const std::vector<Key>& rows) {
    std::unordered_map<std::string, Count> counts;
    for (const Key& row : rows) {
        if (row.usage_count == 0) continue;
        const auto known = counts_.find(row.id);
        const bool same = known != counts_.end() && known->second.uses == row.usage_count;
        counts.emplace(row.id, same ? known->second : Count{row.usage_count, clock_.now()});
    }
    counts_ = std::move(counts);
}

base::Instant KeyRoom::uses_unchanged_since(const Key& fresh) const {
    const base::MutexLock lock(mutex_);
    const auto now = clock_.now();
    const auto known = counts_.find(fresh.id);
    if (known == counts_.end() || known->second.uses != fresh.usage_count) return now;
    return std::min(now, known->second.since + list_lag_);
}

void KeyRoom::note_written(const Key& key, const Key* before) {
    const base::MutexLock lock(mutex_);
    Note note{clock_.now(), key, {}};
    if (before != nullptr) {
        const auto known = notes_.find(key.id);
        if (known != notes_.end()) note.overwritten = std::move(known->second.overwritten);
        if (note.overwritten.size() == kMostOverwritten) note.overwritten.erase(note.overwritten.begin());
        note.overwritten.push_back(*before);
    }
    notes_.insert_or_assign(key.id, std::move(note));
    if (list_) list_ = list_->with(key);
}

void KeyRoom::note_deleted(const std::string& id) {
    const base::MutexLock lock(mutex_);
    notes_.insert_or_assign(id, Note{clock_.now(), std::nullopt});
    if (list_) list_ = list_->without(id);
}

bool KeyRoom::recently_written(const std::string& id) const {
    const base::MutexLock lock(mutex_);
    const auto note = notes_.find(id);
    return note != notes_.end() && note->second.key && clock_.now() < note->second.written_at + list_lag_;
}

}  // namespace zpa
