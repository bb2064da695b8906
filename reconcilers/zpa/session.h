#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "controller/base/random.h"
#include "reconcilers/zpa/client.h"
#include "reconcilers/zpa/closed_places.h"
#include "reconcilers/zpa/crowd.h"
#include "reconcilers/zpa/inventory.h"

namespace zpa {

// Who a key belongs to. Recorded identities name the customer alone; but anybody may run a server that says it has that
// one.
struct TenantIdentity {
    std::string api_url;
    std::string customer_id;
    bool operator==(const TenantIdentity&) const = default;
};

// Everything one set of credentials gives: client, budget, an inventory a microtenant. Shared between ZPATenant
// objects only where URL, customer, microtenant and credentials are all the same.
//
// enter() guards the tenant's calls: at most `max_in_flight` at once, and while the organisation cannot be reached
// (Unavailable or Timeout) nobody but one probe per back-off step; it throws Error(TooManyRequests, "Busy") or
// Error(Unavailable) with retry_after instead of waiting. Report each call's end through the returned Visit. Threads:
// any.
class Session {
public:
    struct Options {
        ClientOptions client;
        Inventory::Options inventory;
        int max_in_flight = 3;
        std::shared_ptr<Crowd> crowd;  // of the process; none: nobody else is called
    };
    Session(Credentials credentials, std::shared_ptr<RateBudget> budget, const base::WriteFence& fence, Options options,
            const base::Clock& clock, base::Random& random);
    ~Session();

    class Visit {
    public:
        Visit(Visit&&) noexcept;
        Visit& operator=(Visit&&) = delete;
        ~Visit();        // without a verdict: nothing is learned
        void reached();  // the organisation answered, whatever it said
        void unreachable(const std::string& cause = "", base::Duration wait = {});  // Unavailable or Timeout
        void failed(const base::Error& error);  // whichever of the two the error proves, or neither
    private:
        friend class Session;
        Visit(Session* session, bool probe) : session_(session), probe_(probe) {}
        Session* session_;
        bool probe_;
    };
    Visit enter();

    std::uint64_t serial() const;  // no two sessions of a process have the same
    const Credentials& credentials() const;
    TenantIdentity identity() const;
    Client& client();
    RateBudget& budget();
    ClosedPlaces& places();
    // The microtenant that a text means: "" is the tenant's own, and "0" is ZPA's own id of the Default one. So two
    // texts for one place come to the same.
    std::string microtenant(const std::string& id) const;
    // Never nullptr, and the same one for as long as it is asked for or has a list of keys; not to be held beyond the
    // session. A microtenant that never showed any is forgotten 10 minutes after it was last asked for.
    std::shared_ptr<Inventory> inventory(const std::string& microtenant_id);
    base::WallTime unreachable_since() const;  // epoch while reachable

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

// Does the error say that the organisation is not there, or that a gateway cannot find it? A 500 is about one call.
bool is_absence(const base::Error& error);

}  // namespace zpa
