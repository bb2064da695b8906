#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "controller/base/mutex.h"
#include "reconcilers/zpa/key_list.h"
#include "reconcilers/zpa/listing.h"

namespace zpa {

// The keys of one association type: the last complete list, and over it what we wrote ourselves, until a list that
// was asked for `list_lag` after the write speaks for itself. Threads: any.
class KeyRoom {
public:
    // `listener` is told of every complete list and the one before it, by whoever listed.
    using Listener = std::function<void(const KeyList* before, const KeyList& after)>;
    KeyRoom(std::string name, Listing<Key>::Fetch fetch, Listener listener, RateBudget& budget, base::Duration list_lag,
            const base::Clock& clock);

    std::shared_ptr<const KeyList> current() const;
    std::shared_ptr<const KeyList> refresh(base::Instant not_before, Urgency urgency, std::stop_token stop);
    void note_written(const Key& key, const Key* before);
    void note_deleted(const std::string& id);
    bool recently_written(const std::string& id) const;
    // A moment since which this many uses have been counted and no more, and lists have had the time to show it.
    base::Instant uses_unchanged_since(const Key& fresh) const;

private:
    struct Count {
        std::int64_t uses = 0;
        base::Instant since{};
    };
    struct Note {
        base::Instant written_at;
        std::optional<Key> key;          // nullopt: deleted
        std::vector<Key> overwritten{};  // the states that our writes within list_lag replaced
    };
    static bool is_trailing(const Note& note, const Key& row);
    void remember_counts(const std::vector<Key>& rows) OP_REQUIRES(mutex_);
    void publish(std::vector<Key> rows, base::Instant asked_at);

    Listing<Key> listing_;
    const Listener listener_;
    const base::Duration list_lag_;
    const base::Clock& clock_;
    mutable base::Mutex mutex_;
    std::shared_ptr<const KeyList> list_ OP_GUARDED_BY(mutex_);
    std::map<std::string, Note> notes_ OP_GUARDED_BY(mutex_);              // by id
    std::unordered_map<std::string, Count> counts_ OP_GUARDED_BY(mutex_);  // of keys that were used, by id
};

}  // namespace zpa
