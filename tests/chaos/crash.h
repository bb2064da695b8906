#pragma once

#include <string>

namespace chaos {

// What an end of the program says against it, with the lines that prove it; "" where there is nothing. A sanitizer's
// report counts whoever ended the process. By itself the program ends with 1 when it has lost the lease, and says so:
// it is also how it ends when it cannot go on, and what a sanitizer ends it with.
std::string crash_in(const std::string& output, int code, bool by_itself);

// The end of a long text.
std::string tail(const std::string& text);

}  // namespace chaos
