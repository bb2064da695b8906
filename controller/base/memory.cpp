#include "controller/base/memory.h"

#include <malloc.h>

namespace base {
namespace {

constexpr std::size_t kManyRows = 1000;

}  // namespace

void return_free_memory_after(std::size_t rows) {
    if (rows >= kManyRows) malloc_trim(0);
}

}  // namespace base
