#pragma once

#include <vector>

#include "controller/kube/condition.h"
#include "controller/kube/object_meta.h"

namespace common {

// What the objects of all kinds have in common. Pure.

// Any other text is no.
bool is_annotated_true(const kube::ObjectMeta& meta, const char* annotation);

// Do both states of an object ask the same of us? Whatever differs otherwise is in the status, which is ours.
bool is_same_wish(const kube::ObjectMeta& before, const kube::ObjectMeta& after);

// nullptr before the first verdict.
const kube::Condition* find_ready(const std::vector<kube::Condition>& conditions);

}  // namespace common
