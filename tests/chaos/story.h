#pragma once

#include <string>

#include "tests/chaos/books.h"

namespace chaos {

// Everything the three books and the diary say about an object ("namespace/name") or a key ("key ID"), and what became
// of the operators meanwhile, in one timeline. Times are seconds since the run began.
std::string tell_story(const Books& books, const std::string& about);

}  // namespace chaos
