#pragma once

#include <string>

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// Ids of what a spec names. Looks once more, in a fresh list, before it says that there is no such thing.
// Throw Blocked: GroupNotFound, GroupAmbiguous, CertificateNotFound, CertificateAmbiguous.
std::string resolve_group(Pass& pass, const Reference& group);
std::string resolve_certificate(Pass& pass);  // the spec's, or the default of its association type

}  // namespace provisioning_key
