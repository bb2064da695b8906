#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "tests/scenario/harness/temporary_folder.h"
#include "tests/scenario/harness/wait.h"

namespace scenario {

// The real program, `zpa-operator run`, with everything it writes kept. It ends with this object, and with the test if
// that dies. Threads: start it from the test's own thread, since it dies with the thread that made it.
class OperatorProcess {
public:
    // `variables` (NAME=value) are set besides ours; `program` is another build than the tests' own; `log` is where its
    // standard error goes, which is then not kept.
    explicit OperatorProcess(std::vector<std::string> flags, const std::vector<std::string>& variables = {},
                             const std::string& program = "", const std::string& log = "");
    ~OperatorProcess();
    OperatorProcess(const OperatorProcess&) = delete;
    OperatorProcess& operator=(const OperatorProcess&) = delete;

    pid_t pid() const { return pid_; }
    bool running();
    void signal(int number);
    void kill9();                                                       // and waits for its end
    int terminate(std::chrono::milliseconds patience = kPatience);      // SIGTERM; the exit code
    int wait_for_exit(std::chrono::milliseconds patience = kPatience);  // 128 + signal where it was killed
    // The test is over. In a build that looks for something at a program's own end it is asked to end, else killed.
    void end();
    // The exit code where it is gone, and nobody here had sent it a signal to end by or waited for its end.
    std::optional<int> ended_unasked();
    void stop_the_world();  // SIGSTOP, and waits until it stands still
    void wake();            // SIGCONT

    std::string output() const;
    bool wrote(const std::string& text) const { return output().find(text) != std::string::npos; }
    // As the kernel shows it to others while it runs, and as it was given once it has ended.
    std::string command_line() const;
    // As it was given, and never changes: the kernel may not show it of a process that is not dumpable.
    const std::string& environment() const { return given_environment_; }

    // GET of its own pages, the body; "" while it does not answer with 200.
    std::string metrics() const { return page("serving metrics", "/metrics"); }
    bool ready() const { return !page("serving probes", "/readyz").empty(); }

private:
    std::optional<int> poll_exit();
    int reap(std::chrono::milliseconds patience);
    std::string page(const std::string& announcement, const std::string& path) const;

    TemporaryFolder folder_;
    std::string given_arguments_, given_environment_;
    pid_t pid_ = -1;
    std::optional<int> exit_code_;
    bool end_was_wanted_ = false;
};

}  // namespace scenario
