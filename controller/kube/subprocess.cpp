#include "controller/kube/subprocess.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <memory>
#include <system_error>

#include "controller/base/error.h"

namespace kube {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::size_t kMaxErrorBytes = std::size_t{64} << 10;
constexpr int kPartSize = 4096;  // of what is read at once

class FileDescriptor {
public:
    explicit FileDescriptor(int number = -1) : number_(number) {}
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    ~FileDescriptor() { close(); }
    void reset(int number) {
        close();
        number_ = number;
    }
    void close() {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }
    int get() const { return number_; }

private:
    int number_;
};

struct Pipe {
    FileDescriptor read_end, write_end;
    Pipe() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw Error(ErrorKind::Unavailable, "no pipe to be had");
        read_end.reset(ends[0]);
        write_end.reset(ends[1]);
    }
};

// posix_spawn's two argument objects, given back on every way out.
struct SpawnPlan {
    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};

    SpawnPlan(int output, int error_output) {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, error_output, STDERR_FILENO);
        // The HTTP library's sockets are not closed on exec: a program must not inherit our connections.
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
        // Our threads block the signals that main waits for; the program must not inherit that. A group of its own
        // lets us end it together with whatever it started.
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        posix_spawnattr_setpgroup(&attributes, 0);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
};

// Kills and collects the child unless it has been waited for.
class Child {
public:
    explicit Child(pid_t pid) : pid_(pid) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (pid_ <= 0) return;
        ::kill(-pid_, SIGKILL);
        wait();
    }
    int wait() {
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
        pid_ = -1;
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }

private:
    pid_t pid_;
};

std::vector<std::string> merged_environment(const std::vector<std::pair<std::string, std::string>>& extra) {
    std::vector<std::string> merged;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const auto name = text.substr(0, text.find('='));
        bool replaced = false;
        for (const auto& variable : extra) replaced = replaced || variable.first == name;
        if (!replaced) merged.emplace_back(text);
    }
    for (const auto& [name, value] : extra) merged.push_back(name + "=" + value);
    return merged;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> array;
    for (auto& text : texts) array.push_back(text.data());
    array.push_back(nullptr);
    return array;
}

pid_t spawn(const ProcessRequest& request, const SpawnPlan& plan) {
    auto arguments = request.arguments;
    auto environment = merged_environment(request.environment);
    pid_t pid = -1;
    const int problem = ::posix_spawnp(&pid, arguments.at(0).c_str(), &plan.actions, &plan.attributes,
                                       pointers(arguments).data(), pointers(environment).data());
    if (problem != 0) {
        throw Error(ErrorKind::Config,
                    "cannot run " + request.arguments[0] + ": " + std::generic_category().message(problem));
    }
    return pid;
}

// Appends what is there; false at the end of the stream.
bool drain(int descriptor, std::string& into) {
    std::array<char, kPartSize> buffer{};
    const auto count = ::read(descriptor, buffer.data(), buffer.size());
    if (count < 0) return errno == EINTR || errno == EAGAIN;
    into.append(buffer.data(), static_cast<std::size_t>(count));
    return count > 0;
}

// The child's two pipes until it ends. Its end counts, not that of the pipes: what it left behind may hold them open.
class Conversation {
public:
    Conversation(const ProcessRequest& request, int output, int error_output) : request_(request) {
        waits_[0] = {output, POLLIN, 0};
        waits_[1] = {error_output, POLLIN, 0};
    }

    ProcessResult follow(int ended, int wake, std::stop_token stop) {
        const auto deadline = std::chrono::steady_clock::now() + request_.timeout;
        waits_[2] = {ended, POLLIN, 0};
        waits_[3] = {wake, POLLIN, 0};
        do {
            if (stop.stop_requested()) throw Error(ErrorKind::Cancelled, request_.arguments[0] + ": stopped");
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
            if (left.count() <= 0) throw Error(ErrorKind::Timeout, request_.arguments[0] + ": no answer in time");
            poll_once(static_cast<int>(left.count()));
        } while (waits_[2].revents == 0);
        take_what_is_left();
        return std::move(result_);
    }

private:
    // All that it wrote itself is in the pipes now. What is more than they hold was written since, by what it left
    // behind.
    void take_what_is_left() {
        const auto capacity = std::max(::fcntl(waits_[0].fd, F_GETPIPE_SZ), ::fcntl(waits_[1].fd, F_GETPIPE_SZ));
        for (int taken = 0; taken <= capacity && poll_once(0); taken += kPartSize) continue;
    }

    // Returns whether there was anything to read.
    bool poll_once(int milliseconds) {
        if (::poll(waits_.data(), waits_.size(), milliseconds) < 0) return false;
        const bool any = waits_[0].revents != 0 || waits_[1].revents != 0;
        if (waits_[0].revents != 0 && !drain(waits_[0].fd, result_.output)) waits_[0] = {-1, 0, 0};
        if (waits_[1].revents != 0 && !drain(waits_[1].fd, result_.error_output)) waits_[1] = {-1, 0, 0};
        if (result_.error_output.size() > kMaxErrorBytes) result_.error_output.resize(kMaxErrorBytes);
        if (result_.output.size() > request_.max_output_bytes) {
            throw Error(ErrorKind::Protocol, request_.arguments[0] + ": writes more than " +
                                                 std::to_string(request_.max_output_bytes) + " bytes");
        }
        return any;
    }

    const ProcessRequest& request_;
    ProcessResult result_;
    std::array<pollfd, 4> waits_{};
};

}  // namespace

ProcessResult run_process(const ProcessRequest& request, std::stop_token stop) {
    Pipe output, error_output;
    const FileDescriptor wake(::eventfd(0, EFD_CLOEXEC));
    if (wake.get() < 0) throw Error(ErrorKind::Unavailable, "no eventfd to be had");
    const SpawnPlan plan(output.write_end.get(), error_output.write_end.get());
    const auto pid = spawn(request, plan);
    Child child(pid);
    const FileDescriptor ended(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (ended.get() < 0) throw Error(ErrorKind::Config, "this kernel has no pidfd_open (Linux 5.3)");
    output.write_end.close();
    error_output.write_end.close();
    const std::stop_callback on_stop(stop, [&] {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(wake.get(), &one, sizeof one);
    });
    Conversation conversation(request, output.read_end.get(), error_output.read_end.get());
    auto result = conversation.follow(ended.get(), wake.get(), stop);
    result.exit_code = child.wait();
    return result;
}

}  // namespace kube
