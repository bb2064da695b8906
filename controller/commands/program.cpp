#include "controller/commands/program.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "controller/commands/command_line.h"
#include "controller/commands/export_command.h"
#include "controller/commands/orphans_command.h"
#include "controller/commands/output.h"
#include "controller/commands/status_command.h"

namespace commands {

namespace {

constexpr auto kPluginName = "kubectl-zpa";

// Makes options that live as long as what runs with them.
template <typename Options>
std::function<int()> add(CLI::App& command, const std::string& user_agent, void (*add_flags)(CLI::App&, Options&),
                         int (*run)(const Options&)) {
    auto options = std::make_shared<Options>();
    options->caller.user_agent = user_agent;
    add_flags(command, *options);
    return [options, run] { return run(*options); };
}

}  // namespace

int run_command(const std::function<int()>& command) {
    try {
        return command();
    } catch (const std::exception& error) {
        note(std::string("error: ") + error.what());
        return 1;
    }
}

std::function<int()> add_export(CLI::App& app, const std::string& version) {
    auto* command =
        app.add_subcommand("export", "writes manifests that take over the provisioning keys an organisation has");
    return add(*command, "zpa-operator/" + version, add_export_flags, export_keys);
}

bool is_plugin_name(const std::string& program) { return program.substr(program.rfind('/') + 1) == kPluginName; }

int run_plugin(int argc, char** argv, const std::string& version) {
    CLI::App app{"Zscaler Private Access provisioning keys, as the cluster and ZPA have them. It only looks.",
                 "kubectl zpa"};
    app.footer("kubectl zpa COMMAND --help explains each, with examples.");
    const auto user_agent = std::string(kPluginName) + "/" + version;
    auto* status = app.add_subcommand("status", "keys with how much of them is used, and what is wrong");
    const auto show = add(*status, user_agent, add_status_flags, show_status);
    auto* orphans = app.add_subcommand("orphans", "keys in ZPA that no ProvisioningKey object has");
    const auto find = add(*orphans, user_agent, add_orphans_flags, show_orphans);
    add_version(app, std::string(kPluginName) + " " + version);
    if (const auto exit_status = read_command_line(app, argc, argv)) return *exit_status;
    return run_command(status->parsed() ? show : find);
}

}  // namespace commands
