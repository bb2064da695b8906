#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/base/error.h"
#include "reconcilers/tenant/types.h"

namespace tenant {

// What one look at a tenant found; status.cpp turns it into words, and nothing else does.
struct Findings {
    enum class Outcome {
        Ready,
        Waiting,  // not looked at everything yet: permits, a list under way
        InvalidSpec,
        SecretUnreadable,  // its watch is not answered
        SecretNotFound,
        InvalidSecret,
        SignInRefused,
        NotOpen,  // the credentials are good, the organisation is not open to them
        NotLicensed,
        Unsupported,          // tenants moved to OAuth2 enrolment
        InventoryIncomplete,  // a list does not hold together, and has not for long; the others can be worked with
        Unreachable,          // nobody answers
        Failed,               // ZPA said something unexpected
    };
    Outcome outcome = Outcome::Waiting;
    bool failed = false;  // a poll that was answered, and badly: while Waiting nothing is said of the tenant yet
    bool stands = false;  // what was said of the tenant last holds while Waiting
    std::string detail;   // what the other side said; redacted and capped by whoever made it
    std::string customer_id;
    std::string microtenant_id;
    std::vector<Usage> usage;
    std::vector<std::string> closed_types;   // association types that are not licensed, where others are
    std::vector<std::string> closed_places;  // types and microtenants that are not open, where others are
    std::optional<base::WallTime> inventory_time;
    std::optional<base::WallTime> unreachable_since;
};

// Which outcome an error of ZPA's means. Pure.
Findings::Outcome outcome_of(const base::Error& error);

}  // namespace tenant
