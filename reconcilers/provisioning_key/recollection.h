#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "controller/base/clock.h"
#include "controller/base/mutex.h"

namespace provisioning_key {

// What this process remembers of each object between passes; losing it in a restart only makes the next one more
// careful. Threads: any.
class Recollection {
public:
    // A pass wrote: what the object was before each of its writes, our cache may still show, and looking at that again
    // is of no use. After two seconds it is looked at all the same, the API server's conflicts hold anyway.
    void outdated(const std::string& uid, std::vector<std::string> resource_versions, base::Instant now);
    bool is_outdated(const std::string& uid, const std::string& resource_version, base::Instant now) const;

    // When the object came into the cache without a key: a list asked for since then can prove its name free.
    void arrived(const std::string& uid, base::Instant when);
    base::Instant arrival(const std::string& uid) const;  // the epoch where that is not known: any list will do

    // When this process first looked for the outcome of that creation (creation.h); `now` on the first call.
    base::Instant first_look(const std::string& uid, const std::string& nonce, base::Instant now);

    // ZPA refused that creation for certain: its mark needs no waiting.
    void refused(const std::string& uid, const std::string& nonce);
    bool was_refused(const std::string& uid, const std::string& nonce) const;
    // Nor is it asked the same again before `until`, whatever makes the object run. `wish` tells what it asks for from
    // anything else.
    void hold_off(const std::string& uid, const std::string& wish, base::Instant until);
    std::optional<base::Instant> held_off_until(const std::string& uid, const std::string& wish) const;

    // ZPA refused to create it or to change it, perhaps for the ids that names of its spec stood for: lists from before
    // then are not believed any more.
    void references_doubted(const std::string& uid, base::Instant when);
    base::Instant references_doubted_at(const std::string& uid) const;  // the epoch where they never were

    // That key of a creation that was given up cannot be deleted, so it is left alone until then. True where that is
    // new of it.
    bool late_key_stays(const std::string& uid, const std::string& id, base::Instant until);
    bool is_late_key_left(const std::string& uid, const std::string& id, base::Instant now) const;

    // When we gave the key its name: until lists have caught up, of two keys of that name the older keeps it.
    void named(const std::string& uid, base::Instant when);
    std::optional<base::Instant> named_at(const std::string& uid) const;
    // Nobody else was seen with that name; `for_good`: by lists that have caught up, so that it is not looked at again.
    void name_settled(const std::string& uid, const std::string& name, bool for_good);
    bool is_settled(const std::string& uid, const std::string& name) const;

    // When this process first saw that request to look at ZPA anew; `now` on the first call.
    base::Instant asked(const std::string& uid, const std::string& request, base::Instant now);

    void forget(const std::string& uid);

private:
    // Since when this process knows of the one thing it saw last of its kind.
    struct FirstSight {
        std::string what;
        base::Instant at{};
        base::Instant of(const std::string& seen, base::Instant now);
    };
    struct Facts {
        std::vector<std::string> outdated_versions;
        base::Instant outdated_at{};
        base::Instant arrival{};
        FirstSight creation;  // by its nonce
        std::string refused_nonce;
        std::string refused_wish;
        base::Instant refused_until{};
        base::Instant references_doubted{};
        std::map<std::string, base::Instant> late_keys_left;  // by id
        std::optional<base::Instant> named_at;
        std::string settled_name;
        FirstSight request;
    };
    mutable base::Mutex mutex_;
    std::unordered_map<std::string, Facts> facts_ OP_GUARDED_BY(mutex_);  // by uid
};

}  // namespace provisioning_key
