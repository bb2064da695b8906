#include "controller/commands/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "controller/commands/output.h"

namespace commands {

namespace {

constexpr int kNoSuchCommand = 2;

std::string what_there_is(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
    return fmt::format("{0} has {1} ({0} --help explains them)", app.get_name(), fmt::join(names, ", "));
}

// CLI11 itself would say that a subcommand is required, whatever the word was.
int say_what_can_be_done(const CLI::App& app) {
    const auto words = app.remaining();
    if (words.empty()) {
        std::cerr << app.help();
    } else if (words.front().starts_with('-')) {
        note(fmt::format("error: {} stands where a command should; {}", words.front(), what_there_is(app)));
    } else {
        note(fmt::format("error: there is no command {}; {}", words.front(), what_there_is(app)));
    }
    return kNoSuchCommand;
}

}  // namespace

void add_version(CLI::App& app, const std::string& text) {
    constexpr auto kMeaning = "says which version this is";
    app.set_version_flag("--version", text, kMeaning);
    app.add_subcommand("version", kMeaning)->callback([text] { throw CLI::CallForVersion(text, 0); });
}

void add_output_flag(CLI::App& command, std::string& output) {
    command.add_option("-o,--output", output, "for machines")
        ->check(CLI::IsMember({"json"}).description(""))
        ->type_name("{json}");
}

std::optional<int> read_command_line(CLI::App& app, int argc, const char* const* argv) {
    app.require_subcommand(1);
    try {
        app.parse(argc, argv);
        return std::nullopt;
    } catch (const CLI::RequiredError& error) {
        return app.get_subcommands().empty() ? say_what_can_be_done(app) : app.exit(error);
    } catch (const CLI::ParseError& error) {
        return app.exit(error);
    }
}

}  // namespace commands
