#pragma once

#include "controller/kube/resource.h"

namespace kube {

// Kinds of Kubernetes' own that tests need and the program does not touch.

inline const Resource& pods() {
    static const Resource resource{"", "v1", "Pod", "pods", true};
    return resource;
}

inline const Resource& deployments() {
    static const Resource resource{"apps", "v1", "Deployment", "deployments", true};
    return resource;
}

inline const Resource& nodes() {
    static const Resource resource{"", "v1", "Node", "nodes", false};
    return resource;
}

}  // namespace kube
