#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "controller/base/clock.h"
#include "reconcilers/zpa/client.h"
#include "reconcilers/zpa/key_list.h"

namespace zpa {

// The operator's last complete picture of one microtenant of one organisation: keys of each association type, groups,
// certificates, components. Patched with what we wrote ourselves: a write of ours wins over every list that was asked
// for less than `list_lag` after it (ZPA's lists trail), so neither a stale list nor the time between two polls makes
// us doubt our own work; but for rows that were modified no earlier than what we know and are not what we changed.
//
// refresh_*(): makes the picture at least as fresh as `not_before` and returns it. One caller lists, page by page,
// each page with a permit of `urgency` (20 s after it was first refused one, before all others); whoever asks meanwhile
// gets Error(TooManyRequests, "ListInProgress") and comes back. A list whose pages do not agree on the total, whose
// rows are not as many, or which shows a row twice, is not complete: it is read again, three times at most, then
// Error(TooManyRequests, "ListMoved") for all who ask in the next 5 s. Where that lasts it becomes "ListBroken", and
// the pause 20 s (Misfits); keys() goes on to return the last complete list, older and older. One of more than
// 100,000 rows or 64 MiB is Error(Protocol). Half-read lists are kept when a permit is lacking, and go on with the next
// call. Threads: any.
class Inventory {
public:
    // Told of every complete list, with the one before it (nullptr for the first), on the thread that listed; must
    // not call back.
    using Listener = std::function<void(AssociationType type, const KeyList* before, const KeyList& after)>;
    struct Options {
        base::Duration list_lag = std::chrono::seconds(60);
        Listener listener;
    };
    Inventory(Client& client, RateBudget& budget, std::string microtenant_id, Options options,
              const base::Clock& clock);
    ~Inventory();

    // nullptr before the first complete list.
    std::shared_ptr<const KeyList> keys(AssociationType type) const;
    std::shared_ptr<const KeyList> refresh_keys(AssociationType type, base::Instant not_before, Urgency urgency,
                                                std::stop_token stop);

    // What we wrote: call after the reply. `before` is the key as it was read before a PUT: ZPA does not tell when that
    // changed it, so a list that still shows the old state trails, whatever its time.
    void note_written(AssociationType type, const Key& key, const Key* before = nullptr);
    void note_deleted(AssociationType type, const std::string& id);
    // Did we write this key less than list_lag ago? Then a 404 or an absence is no proof that it is gone.
    bool recently_written(AssociationType type, const std::string& id) const;

    // A list of components asked for no earlier shows all who used this key, which has just been read: its count of
    // uses has been the same since. So a list serves many keys, and one that is deleted need not cost a list of its
    // own.
    base::Instant uses_unchanged_since(AssociationType type, const Key& fresh) const;

    // Groups and certificates change seldom: ask for them as old as you can bear, and once more for a name that is
    // missing.
    std::shared_ptr<const std::vector<Group>> groups(AssociationType type, base::Instant not_before, Urgency urgency,
                                                     std::stop_token stop);
    std::shared_ptr<const std::vector<EnrollmentCertificate>> certificates(base::Instant not_before, Urgency urgency,
                                                                           std::stop_token stop);
    std::shared_ptr<const std::vector<Component>> components(AssociationType type, base::Instant not_before,
                                                             Urgency urgency, std::stop_token stop);
    const std::string& microtenant_id() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace zpa
