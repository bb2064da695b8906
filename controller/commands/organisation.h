#pragma once

#include <memory>

#include "controller/commands/caller.h"
#include "reconcilers/tenant/snapshot.h"
#include "reconcilers/zpa/session.h"

namespace commands {

// A ZPA organisation, reached through its ZPATenant and Secret with the caller's rights: the operator's own client and
// rate budget, and no write. The budget is this process's own, so its calls come on top of a running operator's; ZPA's
// 429 holds for both.
struct Organisation {
    tenant::Snapshot snapshot;
    std::unique_ptr<zpa::Session> session;

    const tenant::ZpaTenant& tenant() const { return snapshot.tenant; }
    const std::string& customer_id() const { return snapshot.credentials.customer_id; }
    const std::string& microtenant_id() const { return snapshot.credentials.microtenant_id; }
};

// Signs in. Throws Error that names tenant and Secret.
Organisation sign_in(const Caller& caller, const std::string& tenant_name);

}  // namespace commands
