#pragma once

namespace kube {

// The annotation in which `kubectl apply` keeps the manifest it was given: as large as the rest of the object, and
// nobody's business but kubectl's. parse_object_meta leaves it out.
inline constexpr auto kLastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration";

}  // namespace kube
