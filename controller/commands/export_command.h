#pragma once

#include <string>
#include <vector>

#include "controller/commands/caller.h"

namespace commands {

struct ExportOptions {
    CallerFlags caller;
    std::string tenant = "default";
    std::string out = "-";
    std::vector<std::string> microtenants;  // besides the tenant's own
    bool all = false;                       // also keys that have an object already
};

void add_export_flags(CLI::App& command, ExportOptions& options);

// Writes a ProvisioningKey manifest for each key of the tenant's organisation. Returns the exit status.
int export_keys(const ExportOptions& options);

}  // namespace commands
