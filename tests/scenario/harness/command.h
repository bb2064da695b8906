#pragma once

#include <string>
#include <vector>

namespace scenario {

// What a program that ends by itself said.
struct CommandResult {
    int exit_code = -1;
    std::string output;  // standard output
    std::string errors;  // standard error

    std::string all() const { return output + errors; }
};

// Runs a program of ours (kubectl-zpa, zpa-operator), or one of PATH, to its end. `environment` ("NAME=value") is added
// to a clean one. Nothing it writes goes to a terminal.
CommandResult run_to_end(const std::string& program, std::vector<std::string> arguments,
                         std::vector<std::string> environment);

// Where the shell would find it, with our own programs first; "" for nowhere.
std::string find_program(const std::string& name);

}  // namespace scenario
