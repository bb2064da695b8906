#pragma once

#include <string>

#include "reconcilers/provisioning_key/drift.h"
#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// ZPA is made to follow the spec. All of them throw Blocked where ZPA, a taken name or a value that is not safe yet
// stands in the way, or the key is gone.

// The ids that the spec's names stand for. Asks only where the key's own names differ from the spec's: in quiet times
// nothing is looked up.
Resolved resolve(Pass& pass, const zpa::Key& key);

// Was ZPA in line with this very spec before? Then the difference is somebody else's doing, not a change of the spec.
bool is_somebody_elses(const Pass& pass);

// Writes what differs, as `detail` has just been read, and demands that ZPA shows it; returns the key as it is now.
zpa::KeyDetail correct(Pass& pass, zpa::KeyDetail detail, const Drift& drift, const std::string& name);

// The first write of a key that this pass has made: there is nothing to compare it with, and nothing to tell.
void name_newborn(Pass& pass, zpa::KeyDetail& detail, const Drift& drift);

}  // namespace provisioning_key
