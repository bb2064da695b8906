#include "tests/scenario/harness/command.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "tests/scenario/harness/child.h"
#include "tests/scenario/harness/temporary_folder.h"
#include "tests/scenario/harness/wait.h"

namespace scenario {

namespace {

const std::string kOurs = OP_BIN_DIR;

std::string search_path() {
    const char* path = std::getenv("PATH");
    return kOurs + ":" + (path != nullptr ? path : "/usr/bin:/bin");
}

int create(const std::string& path) {
    const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0) throw std::runtime_error("cannot write " + path);
    return file;
}

}  // namespace

std::string find_program(const std::string& name) {
    const auto path = search_path();
    for (std::size_t begin = 0; begin <= path.size();) {
        const auto end = std::min(path.find(':', begin), path.size());
        const auto candidate = path.substr(begin, end - begin) + "/" + name;
        if (access(candidate.c_str(), X_OK) == 0) return candidate;
        begin = end + 1;
    }
    return "";
}

CommandResult run_to_end(const std::string& program, std::vector<std::string> arguments,
                         std::vector<std::string> environment) {
    const TemporaryFolder folder;
    const auto output = create(folder.path("output")), errors = create(folder.path("errors"));
    arguments.insert(arguments.begin(), find_program(program));
    for (auto& variable : clean_environment()) {
        if (!variable.starts_with("PATH=") && !variable.starts_with("LC_") && !variable.starts_with("LANG=")) {
            environment.push_back(std::move(variable));
        }
    }
    environment.push_back("PATH=" + search_path());
    const auto child = start_child(std::move(arguments), std::move(environment), output, errors);
    close(output);
    close(errors);
    CommandResult result;
    const auto ended = [&] {
        int status = 0;
        if (waitpid(child, &status, WNOHANG) != child) return false;
        result.exit_code = exit_code_of(status);
        return true;
    };
    try {
        wait_for("the end of " + program, ended);
    } catch (const Unmet&) {
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        throw;
    }
    result.output = read_text(folder.path("output"));
    result.errors = read_text(folder.path("errors"));
    return result;
}

}  // namespace scenario
