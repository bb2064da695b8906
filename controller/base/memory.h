#pragma once

#include <cstddef>

namespace base {

// Gives free pages of the heap back to the system if those were many (1000 at least). For whoever has just taken in so
// many rows at once, ten thousand objects say, whose texts need several times what stays of them: the allocator would
// keep the rest for ever. Takes milliseconds. Threads: any.
void return_free_memory_after(std::size_t rows);

}  // namespace base
