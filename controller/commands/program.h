#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace commands {

// Runs one command to its end: what it throws becomes a line on standard error and status 1.
int run_command(const std::function<int()>& command);

// `zpa-operator export`: what to run if it was asked for.
std::function<int()> add_export(CLI::App& app, const std::string& version);

// Was the program called by its other name, as kubectl calls plugins?
bool is_plugin_name(const std::string& program);

// `kubectl zpa …`. Returns the exit status.
int run_plugin(int argc, char** argv, const std::string& version);

}  // namespace commands
