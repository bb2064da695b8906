#include "controller/base/private_memory.h"

#include <sys/prctl.h>

namespace base {

void keep_memory_private() { prctl(PR_SET_DUMPABLE, 0); }

}  // namespace base
