#pragma once

#include <stop_token>

#include "controller/base/environment.h"
#include "controller/kube/client.h"
#include "reconcilers/tenant/credential_watches.h"
#include "reconcilers/tenant/desired.h"

namespace tenant {

// A tenant and what its credentials come to at one moment: for commands, which watch nothing. Holds secrets, which are
// kept out of every text for as long as it lives.
struct Snapshot {
    ZpaTenant tenant;
    CredentialsSecret secret;
    zpa::Credentials credentials;
};

// Reads both with the rights of `client`. Throws Error that names the object and the next step, never a value.
Snapshot read_snapshot(const kube::Client& client, const kube::ObjectKey& tenant, const base::Environment& environment,
                       std::stop_token stop);

}  // namespace tenant
