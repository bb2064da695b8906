#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <tuple>

#include <nlohmann/json_fwd.hpp>

#include "tests/zpa_simulator/clock.h"

namespace simulator {

struct Entry;

// Sums over all calls. Not safe from several threads: the Journal locks and hands out copies.
class Counters {
public:
    void add(const Entry& entry);

    [[nodiscard]] std::uint64_t total() const { return total_; }

    // Calls that fit; "" and -1 are any.
    [[nodiscard]] std::uint64_t of(const std::string& method, const std::string& kind = "", int status = -1,
                                   const std::string& customer = "") const;

    // The most reads or writes of one organisation in any ten seconds, refused ones included, sign-ins left out.
    [[nodiscard]] std::size_t most_reads(const std::string& customer) const;
    [[nodiscard]] std::size_t most_writes(const std::string& customer) const;

    [[nodiscard]] nlohmann::json json() const;

private:
    struct Burst {
        std::deque<Clock::Time> recent;
        std::size_t most = 0;
        void add(Clock::Time at);
    };
    std::uint64_t total_ = 0;
    std::map<std::tuple<std::string, std::string, std::string, int>, std::uint64_t>
        sums_;  // customer, method, kind, status
    std::map<std::string, Burst> reads_;
    std::map<std::string, Burst> writes_;
};

}  // namespace simulator
