#pragma once

#include <functional>
#include <optional>
#include <string>

#include "reconcilers/tenant/types.h"

namespace tenant {

// Labels of a namespace; nullopt where they are not known (namespaced mode watches none).
using NamespaceLabels = std::function<std::optional<kube::TextMap>(const std::string& name)>;

// May objects of `namespace_name` refer to this tenant? Pure.
bool namespace_allowed(const ZpaTenant& tenant, const std::string& namespace_name, const NamespaceLabels& labels);

// May objects of `namespace_name` take over or read keys that exist already? That reveals a key's value, so by default
// only where the tenant itself lives. Pure.
bool adoption_allowed(const ZpaTenant& tenant, const std::string& namespace_name);

}  // namespace tenant
