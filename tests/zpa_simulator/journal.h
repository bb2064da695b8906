#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "tests/zpa_simulator/clock.h"
#include "tests/zpa_simulator/counters.h"

namespace simulator {

// One call, once it is over. Never holds a key's value, a secret or a token.
struct Entry {
    std::uint64_t number = 0;
    Clock::Time at{};     // when it arrived
    Clock::Time acted{};  // when it had its effect, or was refused for good
    Clock::Time ended{};  // when its reply was sent, or it was clear that there would be none
    std::string source;
    std::string method;
    std::string path;  // without the query
    std::string query;
    std::string kind;
    std::string operation;
    std::string customer;
    std::string association_type;
    std::string client;
    std::string object_id;    // of a write: what it touched
    std::string object_name;  // of a write: as it is afterwards, or as was asked for where nothing came of it
    std::string fault;        // names of the faults that hit it
    int status = 0;           // 0: no reply was sent
    std::string retry_after;  // as the reply asked for it
    bool committed = false;   // the call had its effect, whatever the caller was told
};

[[nodiscard]] nlohmann::json to_json(const Entry& entry);

// Everything that ZPA was asked, in the order of the endings; the latest 100,000 calls. Safe from any thread.
class Journal {
public:
    void add(Entry entry);
    [[nodiscard]] std::vector<Entry> after(std::uint64_t number) const;
    [[nodiscard]] std::vector<Entry> where(const std::function<bool(const Entry&)>& wanted) const;
    [[nodiscard]] std::uint64_t last() const;

    // The first entry after `number` that is wanted, as soon as there is one; nothing when patience ends.
    [[nodiscard]] std::optional<Entry> wait_for(std::uint64_t number, const std::function<bool(const Entry&)>& wanted,
                                                std::chrono::milliseconds patience) const;
    [[nodiscard]] Counters counters() const;
    void clear();  // numbers go on

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable grown_;
    std::deque<Entry> entries_;
    std::uint64_t last_ = 0;
    Counters counters_;
};

}  // namespace simulator
