#include "controller/base/environment.h"

#include <cstdlib>

namespace base {

std::string process_environment(std::string_view name) {
    // Nothing here ever changes the environment, which is what makes it unsafe to read.
    const char* value = std::getenv(std::string(name).c_str());  // NOLINT(concurrency-mt-unsafe)
    return value == nullptr ? std::string() : std::string(value);
}

}  // namespace base
