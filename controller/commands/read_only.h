#pragma once

#include "controller/base/write_fence.h"

namespace commands {

// Refuses every write, to Kubernetes and to ZPA: that a command only looks is not a matter of care.
const base::WriteFence& read_only_fence();

}  // namespace commands
