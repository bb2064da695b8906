#include "controller/commands/progress.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace commands {

namespace {

constexpr auto kFrame = std::chrono::milliseconds(200);

void write(const std::string& text) {
    if (!text.empty()) std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace

Progress::Progress()
    : line_(terminal_of(STDERR_FILENO, base::process_environment), base::system_clock().now()),
      thread_([this](std::stop_token stop) { draw(stop); }) {}

void Progress::begin(std::string what, std::size_t total) {
    const base::MutexLock lock(mutex_);
    line_.begin(std::move(what), total);
}

void Progress::advance() {
    const base::MutexLock lock(mutex_);
    line_.advance();
}

void Progress::finish() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
    const base::MutexLock lock(mutex_);
    write(line_.end());
}

void Progress::draw(std::stop_token stop) noexcept {
    base::MutexLock lock(mutex_);
    while (!stop.stop_requested()) {
        write(line_.tick(base::system_clock().now()));
        const auto next = base::Instant::clock::now() + kFrame;
        while (wake_.wait_until(lock, stop, next)) {
        }
    }
}

}  // namespace commands
