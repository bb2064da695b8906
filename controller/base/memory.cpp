#include "controller/base/memory.h"

#include <malloc.h>

namespace base {

void return_free_memory() { malloc_trim(0); }

}  // namespace base
