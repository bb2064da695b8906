#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace scenario {

// This process's environment, without what would lead our programs elsewhere.
std::vector<std::string> clean_environment();

// Starts arguments[0] with its output in these files. It dies with the thread that made it.
pid_t start_child(std::vector<std::string> arguments, std::vector<std::string> environment, int output, int errors);

// The exit code, 128 + signal where it was killed, from what waitpid() gave.
int exit_code_of(int status);

}  // namespace scenario
