#pragma once

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// Places of Secrets that were made and never filled: for an object that went in the meantime, by a successor whose watch trailed; or under
// a name that the spec had when the program was killed. They hold nothing, so nothing is lost with them. A Secret with anything in it is
// not looked at here: `Retain` leaves those behind on purpose.

// Before the caches start.
void index_empty_places(cache::Store<OwnedSecret>& secrets);

bool is_empty_place(const OwnedSecret& secret);
bool has_empty_place(const cache::Store<OwnedSecret>& secrets, const kube::ObjectKey& owner);

// The cache has no such object: where the API server has none either, its places go. Throws Error(Conflict) where one was filled since.
void remove_places_of_gone(const Tools& tools, const kube::ObjectKey& owner, std::stop_token stop);

// Those under names that neither the spec nor the status has. Throws like the other.
void remove_unnamed_places(const Pass& pass);

}  // namespace provisioning_key
