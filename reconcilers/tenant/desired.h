#pragma once

#include <map>
#include <string>

#include "controller/base/environment.h"
#include "reconcilers/tenant/types.h"
#include "reconcilers/zpa/credentials.h"

namespace tenant {

// What the spec and its Secret come to: complete credentials with the proxy chosen. Pure but for the environment it is
// given. Throws Error(Config) that names the field or the Secret's key, never a value.
zpa::Credentials desired_credentials(const Spec& spec, const std::map<std::string, std::string>& secret_data,
                                     const base::Environment& environment);

}  // namespace tenant
