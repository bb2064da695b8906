#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

#include "tests/zpa_simulator/behaviour.h"
#include "tests/zpa_simulator/clock.h"

namespace simulator {

// ZPA's own limit: so many reads and so many writes in a window that opens at the first call, per organisation and, by
// default, per source address. A refused call does not count. Safe from any thread.
class RateLimiter {
public:
    explicit RateLimiter(Clock& clock);

    // Nothing when the call may pass, else the whole seconds until the window closes.
    [[nodiscard]] std::optional<int> refuse(const Behaviour& behaviour, const std::string& source,
                                            const std::string& customer, bool reads);
    void reset();

private:
    struct Window {
        Clock::Time opened{};
        int used = 0;
    };
    Clock& clock_;
    std::mutex mutex_;
    std::map<std::tuple<std::string, std::string, bool>, Window> windows_;
};

}  // namespace simulator
