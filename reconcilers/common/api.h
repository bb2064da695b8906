#pragma once

#include "controller/kube/resource.h"

// The words of our API group that more than one kind uses. crds/ is the truth about the schemas.
namespace common {

inline constexpr auto kGroup = "zpa-operator.io";
inline constexpr auto kVersion = "v1alpha1";
inline constexpr auto kFieldManager = "zpa-operator";

// Annotations that people set.
inline constexpr auto kPausedAnnotation = "zpa-operator.io/paused";                              // "true"
inline constexpr auto kReconcileRequestedAnnotation = "zpa-operator.io/reconcile-requested-at";  // any text
inline constexpr auto kAbandonAnnotation = "zpa-operator.io/abandon";                            // "true"
// Annotations that we set.
inline constexpr auto kExternalIdAnnotation = "zpa-operator.io/external-id";
// on Secrets: which of their entries are ours, as a fingerprint
inline constexpr auto kShapeAnnotation = "zpa-operator.io/shape";
inline constexpr auto kOwnerAnnotation = "zpa-operator.io/owner";  // on Secrets: namespace/name of the ProvisioningKey

inline constexpr auto kManagedByLabel = "app.kubernetes.io/managed-by";
inline constexpr auto kManagedByValue = "zpa-operator";

const kube::Resource& zpa_tenants();
const kube::Resource& provisioning_keys();

}  // namespace common
