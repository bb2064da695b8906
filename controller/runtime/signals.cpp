#include "controller/runtime/signals.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "controller/base/error.h"

namespace runtime {

Signals::Signals(base::Logger log) : log_(std::move(log)) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    signal_fd_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    wake_fd_ = eventfd(0, EFD_CLOEXEC);
    if (signal_fd_ < 0 || wake_fd_ < 0) {
        throw base::Error(base::ErrorKind::Config, std::string("signals: ") + std::generic_category().message(errno));
    }
    thread_ = std::jthread([this] { listen(); });
}

Signals::~Signals() {
    const std::uint64_t one = 1;
    while (write(wake_fd_, &one, sizeof one) < 0 && errno == EINTR) continue;
    thread_.join();
    close(signal_fd_);
    close(wake_fd_);
}

void Signals::listen() noexcept {
    while (true) {
        std::array<pollfd, 2> fds{{{signal_fd_, POLLIN, 0}, {wake_fd_, POLLIN, 0}}};
        if (poll(fds.data(), fds.size(), -1) < 0) continue;
        if ((fds[1].revents & POLLIN) != 0) return;
        signalfd_siginfo info{};
        if (read(signal_fd_, &info, sizeof info) != static_cast<ssize_t>(sizeof info)) continue;
        take(info.ssi_signo == static_cast<std::uint32_t>(SIGINT) ? "SIGINT" : "SIGTERM");
    }
}

void Signals::take(const char* name) {
    if (std::exchange(asked_, true)) {
        log_.warn("ending at once: asked twice", {{"signal", name}});
        std::_Exit(1);
    }
    stop_.request_stop();  // first: whoever reads the log may be what hangs
    log_.info("stopping", {{"signal", name}});
}

}  // namespace runtime
