#pragma once

#include "tests/zpa_simulator/behaviour.h"
#include "tests/zpa_simulator/fault.h"

namespace simulator {

// What a fault that answers says to this call.
[[nodiscard]] Reply reply_of(const Fault& fault, const Route& route, const Behaviour& behaviour);

}  // namespace simulator
