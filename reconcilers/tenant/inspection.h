#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "controller/base/clock.h"
#include "reconcilers/tenant/findings.h"
#include "reconcilers/zpa/session.h"

namespace tenant {

// What users of a tenant want listed: one association type in one microtenant ("" is the tenant's own).
struct Demand {
    zpa::AssociationType type = zpa::AssociationType::ConnectorGroup;
    std::string microtenant_id;
    auto operator<=>(const Demand&) const = default;
};

// One poll of an organisation: sign-in, certificates, the keys of every type in use and how many components there are.
// Types nobody uses are not listed. What ZPA keeps shut (a type that is not licensed, a microtenant that is unknown or
// not to be seen) closes that demand; the tenant only when no other is left and it is not just somebody else's
// microtenant. Fills in findings; returns how long the other side says to wait, where it does (nothing throws; an error
// becomes an outcome). Usage and time are of a whole poll or not said: a list that does not hold together leaves them
// out and keeps no other from being read.
std::optional<base::Duration> inspect(zpa::Session& session, const std::vector<Demand>& demands,
                                      base::Duration poll_interval, const base::Clock& clock, std::stop_token stop,
                                      Findings& findings);

}  // namespace tenant
