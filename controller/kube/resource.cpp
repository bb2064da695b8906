#include "controller/kube/resource.h"

#include "controller/http/url.h"

namespace kube {

std::string Resource::path(const std::string& namespace_name, const std::string& name,
                           const std::string& subresource) const {
    std::string path = group.empty() ? "/api/" + version : "/apis/" + group + "/" + version;
    if (namespaced && !namespace_name.empty()) path += "/namespaces/" + http::percent_encode(namespace_name);
    path += "/" + plural;
    if (!name.empty()) path += "/" + http::percent_encode(name);
    if (!subresource.empty()) path += "/" + subresource;
    return path;
}

const Resource& secrets() {
    static const Resource resource{"", "v1", "Secret", "secrets", true};
    return resource;
}

const Resource& namespaces() {
    static const Resource resource{"", "v1", "Namespace", "namespaces", false};
    return resource;
}

const Resource& leases() {
    static const Resource resource{"coordination.k8s.io", "v1", "Lease", "leases", true};
    return resource;
}

const Resource& events() {
    static const Resource resource{"events.k8s.io", "v1", "Event", "events", true};
    return resource;
}

}  // namespace kube
