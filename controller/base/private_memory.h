#pragma once

namespace base {

// From here on nobody reads this process's memory but who may trace any process: it leaves no core dump, neither a file
// nor one piped to a collector, and takes no debugger of its own user's. What is in memory here are Secrets and tokens.
// The process still reads its own /proc/self; a program that it starts is not concerned. Threads: any.
void keep_memory_private();

}  // namespace base
