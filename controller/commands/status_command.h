#pragma once

#include <string>

#include "controller/commands/caller.h"

namespace commands {

struct StatusOptions {
    CallerFlags caller;
    bool all_namespaces = false;
    std::string output;  // "" or "json"
};

void add_status_flags(CLI::App& command, StatusOptions& options);

// Prints how tenants and keys stand, as the operator last wrote it. Returns the exit status: 0 where it could be read.
int show_status(const StatusOptions& options);

}  // namespace commands
