#pragma once

#include <optional>
#include <string>

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// The name the key is to have: spec.name, else the one it came to without (the tenant's prefix and metadata.name as
// they were at creation, or what an adopted key had). A name that the spec gave and gives no more is given back.
std::string wanted_name(const Pass& pass);
// The key has that name, which is spec.name where there is one.
void note_name(Pass& pass, const base::SharedText& name);
// The same of a creation's mark, which an older spec may have named.
void note_name_of(Pass& pass, const CreationMark& mark);

// The time a list must have been asked for to tell who has a name: since the object came, so that one list serves all
// that came together, and not long ago.
base::Instant proof_of_names(const Pass& pass);

// Before a creation: throws Blocked(NameConflict) where a fresh list shows a key of that name, compared without case.
void demand_free_name(Pass& pass, const std::string& name);

// Before a renaming: throws Blocked(NameTaken) where another key has that name.
void demand_untaken_name(Pass& pass, const std::string& name);

// After the naming: looks again. Of two keys of one name the older (creation time, id) keeps it; ours goes back to a
// name only we can have given it and Blocked(NameTaken) is thrown where it is the younger. Until lists have caught up
// with the naming this is looked at again: returns when, nullopt once the name is beyond dispute.
std::optional<base::Duration> settle_name(Pass& pass, const zpa::Key& key);

}  // namespace provisioning_key
