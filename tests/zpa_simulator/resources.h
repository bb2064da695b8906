#pragma once

#include "tests/zpa_simulator/context.h"
#include "tests/zpa_simulator/message.h"

// One function a resource of ZPA. Each serves the operations of `route_of` and refuses by throwing Refusal; an
// operation that ZPA does not have for it is answered with no_handler.
namespace simulator {

[[nodiscard]] Reply provisioning_keys(Context& context);
[[nodiscard]] Reply groups(Context& context);  // appConnectorGroup and serviceEdgeGroup
[[nodiscard]] Reply enrollment_certificates(Context& context);
[[nodiscard]] Reply components(Context& context);  // connector and serviceEdge
[[nodiscard]] Reply microtenants(Context& context);
[[nodiscard]] Reply authentication_domains(Context& context);
[[nodiscard]] Reply version_profiles(Context& context);
[[nodiscard]] Reply schedules(Context& context);

}  // namespace simulator
