#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>

namespace bench {

// A line on stderr with the time since the program began: stdout is for the table.
void say(const std::string& line);

// How far a long piece of work has come, said every two seconds. Threads: step() from any.
class Progress {
public:
    Progress(std::string what, std::size_t total);
    void step() { reach(done_.fetch_add(1) + 1); }
    void reach(std::size_t done);  // so many are done by now

private:
    using Clock = std::chrono::steady_clock;
    const std::string what_;
    const std::size_t total_;
    std::atomic<std::size_t> done_{0};
    std::atomic<Clock::rep> next_;
};

}  // namespace bench
