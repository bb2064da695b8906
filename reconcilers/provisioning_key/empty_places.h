#pragma once

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// Our Secrets by the ProvisioningKey that they belong to, whatever their names: a spec that is edited twice, or a kill,
// leaves some that neither spec nor status names. Before the caches start.
inline constexpr auto kOwnerIndex = "owner";
void index_by_owner(cache::Store<OwnedSecret>& secrets);

// Places that were made and never filled: for an object that went in the meantime, by a successor whose watch trailed.
// They hold nothing, so nothing is lost with them. A Secret with anything in it is not looked at here: `Retain` leaves
// those behind on purpose.
bool is_empty_place(const OwnedSecret& secret);
bool has_empty_place(const cache::Store<OwnedSecret>& secrets, const kube::ObjectKey& owner);

// The cache has no such object: where the API server has none either, its places go. Throws Error(Conflict) where one
// was filled since.
void remove_places_of_gone(const Tools& tools, const kube::ObjectKey& owner, std::stop_token stop);

}  // namespace provisioning_key
