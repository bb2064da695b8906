#include "reconcilers/common/object.h"

namespace common {

bool is_annotated_true(const kube::ObjectMeta& meta, const char* annotation) {
    return meta.annotation(annotation) == "true";
}

bool is_same_wish(const kube::ObjectMeta& before, const kube::ObjectMeta& after) {
    return before.uid == after.uid && before.generation == after.generation &&
           before.annotations == after.annotations && before.finalizers == after.finalizers &&
           before.deleting() == after.deleting();
}

const kube::Condition* find_ready(const std::vector<kube::Condition>& conditions) {
    return kube::find_condition(conditions, "Ready");
}

}  // namespace common
