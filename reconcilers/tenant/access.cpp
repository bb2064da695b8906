#include "reconcilers/tenant/access.h"

#include <algorithm>

namespace tenant {

bool namespace_allowed(const ZpaTenant& tenant, const std::string& namespace_name, const NamespaceLabels& labels) {
    const auto& allowed = tenant.spec.allowed_namespaces;
    if (namespace_name == tenant.meta.namespace_name) return true;
    if (std::find(allowed.names.begin(), allowed.names.end(), namespace_name) != allowed.names.end()) return true;
    switch (allowed.from) {
        case AllowedNamespaces::From::Same: return false;
        case AllowedNamespaces::From::All: return true;
        case AllowedNamespaces::From::Selector: {
            const auto known = labels(namespace_name);
            return known && allowed.selector.matches(*known);
        }
    }
    return false;
}

bool adoption_allowed(const ZpaTenant& tenant, const std::string& namespace_name) {
    return namespace_name == tenant.meta.namespace_name || tenant.spec.adoption == Adoption::Allowed;
}

}  // namespace tenant
