#include "tests/scenario/harness/child.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

extern char** environ;

namespace scenario {

namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

}  // namespace

std::vector<std::string> clean_environment() {
    std::vector<std::string> out;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string text = *variable;
        const auto name = text.substr(0, text.find('='));
        const bool leads = name == "KUBECONFIG" || name.starts_with("ZPA_") || name.starts_with("ZSCALER_") ||
                           name.ends_with("_PROXY") || name.ends_with("_proxy");
        if (!leads) out.push_back(text);
    }
    return out;
}

pid_t start_child(std::vector<std::string> arguments, std::vector<std::string> environment, int output, int errors) {
    auto argument_list = pointers(arguments);
    auto environment_list = pointers(environment);
    const auto parent = getpid();
    const auto child = fork();
    if (child == 0) {  // only what is safe in a child of a program with threads
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(127);
        dup2(output, STDOUT_FILENO);
        dup2(errors, STDERR_FILENO);
        execve(argument_list[0], argument_list.data(), environment_list.data());
        _exit(127);
    }
    if (child < 0) throw std::runtime_error("cannot start " + arguments.front());
    return child;
}

int exit_code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

}  // namespace scenario
