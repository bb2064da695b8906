#include "controller/runtime/event_recorder.h"

namespace runtime {

ObjectReference reference_to(const kube::Resource& resource, const kube::ObjectMeta& meta) {
    return {resource.api_version(), resource.kind, meta.key(), meta.uid, meta.resource_version};
}

}  // namespace runtime
