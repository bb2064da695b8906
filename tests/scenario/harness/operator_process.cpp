#include "tests/scenario/harness/operator_process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <thread>

#include "controller/http/transport.h"
#include "tests/scenario/harness/child.h"

namespace scenario {

namespace {

// What coverage counted is written, and what leaked is told, when a program ends by itself; both are lost when it is
// killed. Not for ever: one that stands still or has a call that is held ends by the signal that nobody can refuse.
#if defined(OP_COVERAGE) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::chrono::seconds kEnding{10};
#else
constexpr std::chrono::seconds kEnding{0};
#endif

}  // namespace

OperatorProcess::OperatorProcess(std::vector<std::string> flags, const std::vector<std::string>& variables,
                                 const std::string& program, const std::string& log) {
    std::vector<std::string> arguments = {program.empty() ? OP_BIN_DIR "/zpa-operator" : program, "run"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    auto environment = clean_environment();
    environment.insert(environment.end(), variables.begin(), variables.end());
    for (const auto& word : arguments) given_arguments_ += word + '\n';
    for (const auto& word : environment) given_environment_ += word + '\n';
    const auto kept = folder_.path("output");
    const int file = open(kept.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    const int errors = log.empty() ? file : open(log.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0 || errors < 0) throw std::runtime_error("cannot write " + (log.empty() ? kept : log));
    pid_ = start_child(std::move(arguments), std::move(environment), file, errors);
    if (errors != file) close(errors);
    close(file);
}

OperatorProcess::~OperatorProcess() { end(); }

void OperatorProcess::end() {
    if (kEnding.count() > 0) signal(SIGTERM);
    for (const auto end = std::chrono::steady_clock::now() + kEnding;
         running() && std::chrono::steady_clock::now() < end;)
        std::this_thread::sleep_for(std::chrono::milliseconds(15));
    if (running()) kill9();
}

std::optional<int> OperatorProcess::poll_exit() {
    if (exit_code_) return exit_code_;
    int status = 0;
    if (waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    exit_code_ = exit_code_of(status);
    return exit_code_;
}

bool OperatorProcess::running() { return !poll_exit(); }

void OperatorProcess::signal(int number) {
    if (!running()) return;
    end_was_wanted_ = end_was_wanted_ || (number != SIGSTOP && number != SIGCONT);
    ::kill(pid_, number);
}

void OperatorProcess::kill9() {
    signal(SIGKILL);
    reap(kPatience);
}

int OperatorProcess::reap(std::chrono::milliseconds patience) {
    return *wait_for("the operator's end; it wrote\n" + output(), [&] { return poll_exit(); }, patience);
}

int OperatorProcess::wait_for_exit(std::chrono::milliseconds patience) {
    end_was_wanted_ = true;
    return reap(patience);
}

int OperatorProcess::terminate(std::chrono::milliseconds patience) {
    signal(SIGTERM);
    return reap(patience);
}

std::optional<int> OperatorProcess::ended_unasked() { return end_was_wanted_ ? std::nullopt : poll_exit(); }

void OperatorProcess::stop_the_world() {
    signal(SIGSTOP);
    wait_for("the operator stands still", [&] {
        const auto stat = read_text("/proc/" + std::to_string(pid_) + "/stat");
        return stat.compare(stat.rfind(')') + 1, 2, " T") == 0;
    });
}

void OperatorProcess::wake() { signal(SIGCONT); }

std::string OperatorProcess::output() const { return read_text(folder_.path("output")); }

std::string OperatorProcess::command_line() const {
    return exit_code_ ? given_arguments_ : read_text("/proc/" + std::to_string(pid_) + "/cmdline");
}

std::string OperatorProcess::page(const std::string& announcement, const std::string& path) const {
    const auto text = output();
    static const std::string field = "\"port\":";
    const auto line = text.find(announcement);
    const auto port = line == std::string::npos ? line : text.find(field, line);
    if (port == std::string::npos) return "";
    try {
        const auto transport = http::make_transport(
            {.base_url = "http://127.0.0.1:" + std::to_string(std::atoi(text.c_str() + port + field.size()))});
        http::Request request;
        request.method = "GET";
        request.target = path;
        const auto reply = transport->send(request, {});
        return reply.status == 200 ? reply.body : "";
    } catch (const std::exception&) {
        return "";
    }
}

}  // namespace scenario
