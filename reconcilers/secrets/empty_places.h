#pragma once

#include <stop_token>

#include "controller/cache/store.h"
#include "controller/kube/client.h"
#include "reconcilers/secrets/owned_secret.h"

namespace secrets {

// Places that were made and never filled: for an object that went in the meantime, by a successor whose watch trailed.
// They hold nothing, so nothing is lost with them. A Secret with anything in it is not looked at here: `Retain` leaves
// those behind on purpose.
bool is_empty_place(const OwnedSecret& secret);
bool has_empty_place(const cache::Store<OwnedSecret>& secrets, const kube::ObjectKey& owner);

// The cache has no such object: where the API server has none either, its places go. Throws Error(Conflict) where one
// was filled since.
void remove_places_of_gone(const cache::Store<OwnedSecret>& secrets, const kube::Client& client,
                           const kube::ObjectKey& owner, std::stop_token stop);

}  // namespace secrets
