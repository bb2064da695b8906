#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "tests/zpa_simulator/fault.h"

namespace simulator {

enum class Release {
    answer,  // goes on as if nothing had been
    drop     // before the commit: it never happens; after it: the reply is lost
};

struct Held {
    std::string fault;
    std::string method;
    std::string path;
    bool after_commit = false;
};

// The faults that are set, and the calls that a hang holds. Safe from any thread.
class Faults {
public:
    explicit Faults(Clock& clock);

    std::string add(Fault fault, std::uint64_t change);  // `change` is State::changes() at this moment
    bool remove(const std::string& id);                  // a call it holds goes on
    void clear();
    [[nodiscard]] std::vector<Fault> list() const;
    [[nodiscard]] int hits(const std::string& id) const;  // also of a fault that is used up; 0 if it is not known

    // The faults that hit this call now, in the order they were added; counts them. Never those of the past.
    [[nodiscard]] std::vector<Fault> strike(const Subject& subject, bool committed);

    // What lists and reads by id may show this call.
    struct View {
        Moment lists;
        Moment gets;
    };
    [[nodiscard]] View view(const Subject& subject);

    // Blocks until the fault is released or removed, or `stop` is requested, which drops.
    [[nodiscard]] Release hold(const Fault& fault, const Call& call, const std::stop_token& stop);

    std::size_t release(const std::string& id, Release how);  // all calls it holds now; "" is every fault
    [[nodiscard]] std::vector<Held> held() const;
    [[nodiscard]] bool wait_until_held(std::size_t count, std::chrono::milliseconds patience);

private:
    struct Waiting {
        Held call;
        bool released = false;
        Release how = Release::answer;
    };
    [[nodiscard]] bool active(const Fault& fault) const;
    void let_go(const std::string& id, Release how);

    Clock& clock_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::vector<Fault> faults_;
    std::map<std::string, int> past_hits_;
    std::map<std::uint64_t, Waiting> waiting_;
    std::uint64_t next_ = 1;
};

}  // namespace simulator
