#pragma once

#include <map>
#include <string>

#include "controller/base/clock.h"
#include "controller/base/error.h"
#include "controller/base/mutex.h"
#include "reconcilers/zpa/association_type.h"

namespace zpa {

// Where keys live within one organisation.
struct Place {
    AssociationType type = AssociationType::ConnectorGroup;
    std::string microtenant_id;  // the one in effect
    auto operator<=>(const Place&) const = default;
};

// Is it this place alone that ZPA keeps shut, as it does where a type is not licensed or a microtenant is unknown or
// not the caller's to see? For errors of lists: of a single thing NotFound says something else.
bool is_about_place(const base::Error& error);
bool is_unlicensed(const base::Error& error);

// The places that ZPA has refused to these credentials. One refusal is enough for all who want the same: until its
// time is over (5 s doubling to 5 min) they get it again, and no call and no permit is spent. Threads: any.
class ClosedPlaces {
public:
    explicit ClosedPlaces(const base::Clock& clock) : clock_(clock) {}

    void demand_open(const Place& place) const;  // throws the refusal with what is left of its time as retry_after
    void refused(const Place& place, const base::Error& error);
    void answered(const Place& place);

private:
    struct Closing {
        base::Error refusal;
        base::Instant until;
        base::Duration step;
    };
    const base::Clock& clock_;
    mutable base::Mutex mutex_;
    std::map<Place, Closing> closings_ OP_GUARDED_BY(mutex_);  // those that are over keep their step for an hour
};

}  // namespace zpa
