#pragma once

#include <string>

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// Keys that nobody waits for any more: of creations that were given up, or whose object is gone. Each is found by the
// birth name that only we can have given it, and is ours to delete as long as nobody has used it.

// Deletes the key that a list shows in `row`, if that is such a key of `birth_name`. The list only says where to look:
// it may trail, and shows no uses of a key whose row could not be read. What counts is the key itself, read right
// before. False where it was not deleted. Throws what Remote throws; base::Error where ZPA refuses.
bool remove_late_key(Remote& remote, const zpa::Key& row, const std::string& birth_name);

// The same for an object that lives on, which a leftover keeps from nothing: what ZPA refuses is told once and asked
// again after Timings::world. Only what passes by itself in moments is waited for: throws Blocked (no permit, ZPA does
// not answer).
void try_to_delete_late_key(Pass& pass, const zpa::Key& row, const std::string& birth_name);

// The same for all of the object's that the last list shows.
void delete_late_keys(Pass& pass);

// All of the object's in `keys`, before the object may go: what ZPA refuses is thrown.
void delete_late_keys(Pass& pass, const zpa::KeyList& keys);

}  // namespace provisioning_key
