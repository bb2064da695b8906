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
    : line_(terminal_of(STDERR_FILENO, http::process_environment), base::system_clock().now()),
      thread_([this](std::stop_token stop) { draw(stop); }) {}

void Progress::begin(std::string what, std::size_t total) {
    const std::lock_guard lock(mutex_);
    line_.begin(std::move(what), total);
}

void Progress::advance() {
    const std::lock_guard lock(mutex_);
    line_.advance();
}

void Progress::finish() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
    write(line_.end());
}

void Progress::draw(std::stop_token stop) noexcept {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
        write(line_.tick(base::system_clock().now()));
        wake_.wait_for(lock, stop, kFrame, [] { return false; });
    }
}

}  // namespace commands
