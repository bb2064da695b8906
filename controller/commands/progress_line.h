#pragma once

#include <cstddef>
#include <string>

#include "controller/base/clock.h"
#include "controller/commands/terminal.h"

namespace commands {

// What people see of work that takes long: nothing for two seconds; then, on a terminal, one line that is drawn again
// and again and leaves no trace, else a plain line now and then. Pure: time comes in, text comes out. Threads: one.
class ProgressLine {
public:
    ProgressLine(Terminal terminal, base::Instant start) : terminal_(terminal), start_(start) {}
    void begin(std::string what, std::size_t total);  // a stage of so many steps
    void advance() { ++done_; }
    std::string tick(base::Instant now);  // what to write, or ""
    std::string end() const;              // takes the line away

private:
    Terminal terminal_;
    base::Instant start_;
    base::Instant shown_{};
    bool visible_ = false;
    std::string what_;
    std::size_t done_ = 0, total_ = 0;
};

}  // namespace commands
