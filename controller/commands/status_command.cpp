#include "controller/commands/status_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "controller/commands/command_line.h"
#include "controller/commands/listing.h"
#include "controller/commands/output.h"
#include "controller/commands/status_text.h"

namespace commands {

namespace {

constexpr auto kExamples = R"(Each key with how much of it is used, and what is wrong where it is not ready.
On a terminal long sentences are cut; whole they are in a pipe, in -o json, and
in `kubectl describe zpk NAME`.

Examples:
  kubectl zpa status                # the context's namespace
  kubectl zpa status -A             # all namespaces
  kubectl zpa status -o json | jq -r '.keys[] | select(.remaining < 3) | .name'
      what runs low; jq is a package of its own (apt-get install jq))";

}  // namespace

void add_status_flags(CLI::App& command, StatusOptions& options) {
    command.add_flag("-A,--all-namespaces", options.all_namespaces, "all namespaces");
    add_output_flag(command, options.output);
    add_caller_flags(command, options.caller);
    command.footer(kExamples);
}

int show_status(const StatusOptions& options) {
    const auto caller = find_cluster(options.caller);
    const auto where = options.all_namespaces ? "" : caller.namespace_name;
    const auto report = make_report(list_tenants(*caller.client, where), list_keys(*caller.client, where));
    if (options.output == "json") {
        print_json(to_json(report));
    } else if (report.tenants.empty() && report.keys.empty()) {
        note(where.empty()
                 ? "there are no ZPATenants and no ProvisioningKeys in this cluster"
                 : fmt::format(
                       "there are no ZPATenants and no ProvisioningKeys in namespace {}; -A shows all namespaces",
                       where));
    } else {
        print(to_text(report, options.all_namespaces, terminal_of(STDOUT_FILENO, base::process_environment)));
    }
    return 0;
}

}  // namespace commands
