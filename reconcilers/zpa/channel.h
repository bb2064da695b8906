#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "controller/base/clock.h"
#include "controller/base/error.h"
#include "controller/base/write_fence.h"
#include "controller/http/transport.h"
#include "reconcilers/zpa/authenticator.h"
#include "reconcilers/zpa/rate_budget.h"

namespace zpa {

// One call on its way: what is sent, and whether ZPA may have acted on it.
struct Call {
    std::string what;  // for people: "read key 58001"
    http::Request request;
    bool open_outcome = false;  // true once it was sent and no reply has proved that nothing happened
};

// Sends calls with a token and within the budget: the fence is asked right before each write, the permit is settled
// when the reply came, a 401 that a new token may cure is repeated once (for a POST only where the 401 is a definite
// refusal), a 429 closes the budget's class, a success or a refusal in ZPA's own words proves the token good, and a
// success that the organisation takes it.
//
// Returns every other reply, whatever its status. Throws Error with the call's `what` in front. Threads: any.
class Channel {
public:
    Channel(std::unique_ptr<http::Transport> transport, Authenticator& authenticator,
            std::shared_ptr<RateBudget> budget, const base::WriteFence& fence, std::function<void()> on_answer,
            const base::Clock& clock);
    http::Response send(Call& call, Permit permit, std::stop_token stop);

private:
    http::Response exchange(Call& call, Permit& permit, std::stop_token stop);
    http::Response send_once(Call& call, Permit& permit, const Token& token, std::stop_token stop);
    void note_429(const Call& call, const http::Response& reply);

    std::unique_ptr<http::Transport> transport_;
    Authenticator& authenticator_;
    std::shared_ptr<RateBudget> budget_;
    const base::WriteFence& fence_;
    const std::function<void()> on_answer_;  // may be empty
    const base::Clock& clock_;
};

}  // namespace zpa
