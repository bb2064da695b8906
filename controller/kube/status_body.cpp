#include "controller/kube/status_body.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace kube {

nlohmann::json status_body(const Resource& resource, const ObjectMeta& meta, nlohmann::json status) {
    return {{"apiVersion", resource.api_version()},
            {"kind", resource.kind},
            {"metadata",
             {{"name", meta.name},
              {"namespace", meta.namespace_name},
              {"uid", meta.uid},
              {"resourceVersion", meta.resource_version}}},
            {"status", std::move(status)}};
}

}  // namespace kube
