#include "reconcilers/secrets/empty_places.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reconcilers/common/api.h"

namespace secrets {

bool is_empty_place(const OwnedSecret& secret) { return secret.holds_nothing() && secret.has_owner(); }

bool has_empty_place(const cache::Store<OwnedSecret>& secrets, const kube::ObjectKey& owner) {
    const auto all = secrets.by_index(kOwnerIndex, owner.to_string());
    return std::any_of(all.begin(), all.end(), [](const auto& secret) { return is_empty_place(*secret); });
}

void remove_places_of_gone(const cache::Store<OwnedSecret>& secrets, const kube::Client& client,
                           const kube::ObjectKey& owner, std::stop_token stop) {
    if (!has_empty_place(secrets, owner) || client.get(common::provisioning_keys(), owner, stop)) return;
    for (const auto& secret : secrets.by_index(kOwnerIndex, owner.to_string())) {
        if (!is_empty_place(*secret)) continue;
        const kube::RemoveOptions as_seen{.uid = secret->meta.uid, .resource_version = secret->meta.resource_version};
        client.remove(kube::secrets(), secret->meta.key(), as_seen, stop);
    }
}

}  // namespace secrets
