#pragma once

#include <stop_token>
#include <thread>

#include "controller/base/log.h"

namespace runtime {

// SIGINT and SIGTERM as a stop token: the first asks for an orderly stop, the second ends the process at once with
// status 1. A stop that the program itself wished for is none of the two. SIGPIPE is ignored: a peer that hangs up is
// an error of that call.
//
// Make it first thing in main, before any thread: the signals are blocked in the calling thread and in those it starts
// later, and read by a thread of its own. Shutdown: the destructor ends that thread; the signals stay blocked.
class Signals {
public:
    explicit Signals(base::Logger log);
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

    std::stop_token token() const { return stop_.get_token(); }
    void request_stop() { stop_.request_stop(); }  // the program's own wish to end

private:
    void listen() noexcept;
    void take(const char* name);

    const base::Logger log_;
    std::stop_source stop_;
    bool asked_ = false;  // by a signal; the listener's own
    int signal_fd_ = -1;
    int wake_fd_ = -1;
    std::jthread thread_;
};

}  // namespace runtime
