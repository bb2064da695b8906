#pragma once

#include <string>

namespace kube {

// A kind and where it lives.
struct Resource {
    std::string group;  // "" for core
    std::string version;
    std::string kind;
    std::string plural;
    bool namespaced = true;

    std::string api_version() const { return group.empty() ? version : group + "/" + version; }
    // /api/v1/namespaces/NS/secrets[/NAME[/SUBRESOURCE]]; namespace_name "" means all namespaces (or cluster scope).
    std::string path(const std::string& namespace_name, const std::string& name = "",
                     const std::string& subresource = "") const;
};

// The kinds of Kubernetes' own that we touch.
const Resource& secrets();
const Resource& namespaces();
const Resource& leases();
const Resource& events();  // events.k8s.io/v1

}  // namespace kube
