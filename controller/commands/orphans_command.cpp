#include "controller/commands/orphans_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "controller/commands/command_line.h"
#include "controller/commands/listing.h"
#include "controller/commands/organisation.h"
#include "controller/commands/orphans.h"
#include "controller/commands/output.h"

namespace commands {

namespace {

constexpr auto kExamples = R"(An orphan is a provisioning key that no ProvisioningKey object of the cluster
has: made in the portal or by another tool, by another cluster, or left behind.
A name NAME.retired-xxxxxx was left on purpose by deletionPolicy Retire, or
because components still refer to the key.
The command only looks; what becomes of a key is yours to decide.

It reads the ZPATenant and its Secret with your own rights, and signs in with
them.

Examples:
  kubectl zpa orphans
      of ZPATenant "default" in the context's namespace
  kubectl zpa orphans -n connectors lab
      of ZPATenant "lab" in namespace "connectors"
  kubectl zpa orphans -o json | jq -r '.[] | select(.looksLike == "HalfMade") | .id'
      ids alone; jq is a package of its own (apt-get install jq))";

// The tenant's own, those that objects of this tenant name, and those that were asked for.
std::set<std::string> microtenants(const OrphansOptions& options, const VisibleKeys& visible,
                                   const kube::ObjectKey& tenant) {
    std::set<std::string> out(options.microtenants.begin(), options.microtenants.end());
    out.insert("");
    for (const auto& object : visible.keys) {
        if (object.spec->tenant == tenant) out.insert(object.spec->microtenant_id);
    }
    return out;
}

Survey survey(const OrphansOptions& options, const Caller& caller, const Organisation& organisation) {
    Progress progress;
    const auto visible = list_visible_keys(*caller.client, organisation.tenant());
    return survey_keys(*organisation.session, microtenants(options, visible, organisation.tenant().meta.key()),
                       progress);
}

void say_what_is_missing(const Survey& found, const VisibleKeys& visible) {
    for (const auto& refusal : found.refusals) note(refusal);
    if (visible.gap.empty()) return;
    note(fmt::format("ProvisioningKeys of {} were not seen: keys that those have are listed here as if nobody had them",
                     visible.gap));
}

}  // namespace

void add_orphans_flags(CLI::App& command, OrphansOptions& options) {
    command.add_option("TENANT", options.tenant, "name of the ZPATenant")->capture_default_str();
    command.add_option("--microtenant", options.microtenants, "also this one's keys; may be given several times")
        ->type_name("ID");
    add_output_flag(command, options.output);
    add_caller_flags(command, options.caller);
    command.footer(kExamples);
}

int show_orphans(const OrphansOptions& options) {
    const auto caller = find_cluster(options.caller);
    const auto organisation = sign_in(caller, options.tenant);
    const auto found = survey(options, caller, organisation);
    // After ZPA's list: a key that was made meanwhile is not on it, and one that is on it has its object.
    const auto visible = list_visible_keys(*caller.client, organisation.tenant());
    const auto orphans = find_orphans(found, Owners(visible.keys, organisation.customer_id()));
    say_what_is_missing(found, visible);
    if (options.output == "json") {
        print_json(orphans_json(orphans));
        return 0;
    }
    if (!orphans.empty()) print(orphans_table(orphans).text(terminal_of(STDOUT_FILENO, base::process_environment)));
    note(orphans_summary(orphans, found.keys.size(), organisation.customer_id()));
    return 0;
}

}  // namespace commands
