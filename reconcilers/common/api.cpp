#include "reconcilers/common/api.h"

namespace common {

const kube::Resource& zpa_tenants() {
    static const kube::Resource resource{kGroup, kVersion, "ZPATenant", "zpatenants", true};
    return resource;
}

const kube::Resource& provisioning_keys() {
    static const kube::Resource resource{kGroup, kVersion, "ProvisioningKey", "provisioningkeys", true};
    return resource;
}

}  // namespace common
