#pragma once

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace commands {

// `--version`, and the command `version` for those who look for one: both print that text.
void add_version(CLI::App& app, const std::string& text);

// -o json, of a command that has something for machines.
void add_output_flag(CLI::App& command, std::string& output);

// Reads the command line of a program that consists of commands. Returns the exit status where there is nothing more to
// do: help or the version was asked for, or something is wrong, which is said on standard error. Whoever names no
// command gets the help, whoever names one that is none a list of them.
std::optional<int> read_command_line(CLI::App& app, int argc, const char* const* argv);

}  // namespace commands
