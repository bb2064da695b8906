#pragma once

#include <string>
#include <vector>

#include "controller/commands/caller.h"

namespace commands {

struct OrphansOptions {
    CallerFlags caller;
    std::string tenant = "default";
    std::vector<std::string> microtenants;  // besides the tenant's own and those that objects name
    std::string output;                     // "" or "json"
};

void add_orphans_flags(CLI::App& command, OrphansOptions& options);

// Prints the keys of the tenant's organisation that no object of the cluster has. Returns the exit status.
int show_orphans(const OrphansOptions& options);

}  // namespace commands
