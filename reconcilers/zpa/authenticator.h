#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

#include "controller/base/clock.h"
#include "controller/base/error.h"
#include "reconcilers/zpa/sign_in.h"

namespace zpa {

// Keeps one token for all callers: signs in when there is none or it is due, one sign-in at a time; whoever asks
// meanwhile waits for it, or goes on with the old token while that still lives.
//
// Bad credentials cost one sign-in a back-off step (5 s doubling to 5 min), not one a caller: until it is over
// everybody gets the stored error, with what is left of the wait as retry_after. A token that the API refuses right
// after its sign-in counts alike, unless the API took another one within the last minute: then the refusal is about
// that one call. A sign-in host in trouble (no answer, 429, 5xx, nonsense) is left alone likewise (1 s doubling to 1 min,
// longer where it says so), but a token that still lives is used on: it is not what failed. Threads: any.
class Authenticator {
public:
    using SignInCall = std::function<Token(std::stop_token)>;
    Authenticator(SignInCall sign_in, const base::Clock& clock) : sign_in_(std::move(sign_in)), clock_(clock) {}

    std::shared_ptr<const Token> token(std::stop_token stop);

    // What the API made of a token.
    void accepted();  // by the API itself, not by whoever answers in its place
    void rejected(const std::shared_ptr<const Token>& token);                            // 401: not to be used again
    void refused(const std::shared_ptr<const Token>& token, const base::Error& error);   // 401 although it was new

private:
    using Lock = std::unique_lock<std::mutex>;
    void await_sign_in(Lock& lock, std::stop_token stop);
    void sign_in(Lock& lock, std::stop_token stop);
    void hold(const base::Error& error, base::Instant now, base::Duration step);
    void back_off(const base::Error& error, base::Instant now);

    const SignInCall sign_in_;
    const base::Clock& clock_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    // All below are guarded by mutex_.
    std::shared_ptr<const Token> current_;
    bool signing_in_ = false;
    std::uint64_t rounds_ = 0;                // sign-ins that have ended
    std::optional<base::Error> last_failure_;  // of the last round
    std::optional<base::Error> held_;          // why nobody signs in before not_before_
    base::Instant not_before_{};
    base::Duration step_{};     // of refusals
    base::Duration trouble_{};  // of a host in trouble
    std::optional<base::Instant> last_accepted_;
};

}  // namespace zpa
