#pragma once

#include <cstddef>

namespace base {

// So many rows at once are many.
inline constexpr std::size_t kManyRows = 1000;

// Gives free pages of the heap back to the system. For whoever has just taken in many rows at once, ten thousand
// objects say, whose texts need several times what stays of them: the allocator would keep the rest for ever. Takes
// milliseconds. Threads: any.
void return_free_memory();

}  // namespace base
