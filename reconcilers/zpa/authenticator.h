#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "controller/base/clock.h"
#include "controller/base/error.h"
#include "controller/base/mutex.h"
#include "reconcilers/zpa/sign_in.h"

namespace zpa {

// Keeps one token for all callers: signs in when there is none or it is due, one sign-in at a time; whoever asks
// meanwhile waits for it, or goes on with the old token while that still lives.
//
// Bad credentials cost one sign-in a back-off step (5 s doubling to 5 min), not one a caller: until it is over
// everybody gets the stored error, with what is left of the wait as retry_after. A token that the API refuses right
// after its sign-in counts alike, unless the API took another one within the last minute: then the refusal is about
// that one call. A sign-in host in trouble (no answer, 429, 5xx, nonsense) is left alone likewise (1 s doubling to 1
// min, longer where it says so), but a token that still lives is used on: it is not what failed. Threads: any.
class Authenticator {
public:
    using SignInCall = std::function<Token(std::stop_token)>;
    Authenticator(SignInCall sign_in, const base::Clock& clock) : sign_in_(std::move(sign_in)), clock_(clock) {}

    std::shared_ptr<const Token> token(std::stop_token stop);

    // What the API made of a token.
    void accepted();                                           // by the API itself, not by whoever answers in its place
    void rejected(const std::shared_ptr<const Token>& token);  // 401: not to be used again
    void refused(const std::shared_ptr<const Token>& token, const base::Error& error);  // 401 although it was new

private:
    struct Outcome {  // one of the three
        std::shared_ptr<const Token> fresh;
        std::optional<base::Error> failure;
        std::exception_ptr unforeseen;
    };
    void await_sign_in(base::MutexLock& lock, const std::stop_token& stop) OP_REQUIRES(mutex_);
    Outcome sign_in(const std::stop_token& stop) const OP_EXCLUDES(mutex_);
    void end_round(const Outcome& outcome) OP_REQUIRES(mutex_);
    void hold(const base::Error& error, base::Instant now, base::Duration step) OP_REQUIRES(mutex_);
    void back_off(const base::Error& error, base::Instant now) OP_REQUIRES(mutex_);

    const SignInCall sign_in_;
    const base::Clock& clock_;
    base::Mutex mutex_;
    base::StoppableConditionVariable changed_;
    std::shared_ptr<const Token> current_ OP_GUARDED_BY(mutex_);
    bool signing_in_ OP_GUARDED_BY(mutex_) = false;
    std::uint64_t rounds_ OP_GUARDED_BY(mutex_) = 0;                 // sign-ins that have ended
    std::optional<base::Error> last_failure_ OP_GUARDED_BY(mutex_);  // of the last round
    std::optional<base::Error> held_ OP_GUARDED_BY(mutex_);          // why nobody signs in before not_before_
    base::Instant not_before_ OP_GUARDED_BY(mutex_){};
    base::Duration step_ OP_GUARDED_BY(mutex_){};     // of refusals
    base::Duration trouble_ OP_GUARDED_BY(mutex_){};  // of a host in trouble
    std::optional<base::Instant> last_accepted_ OP_GUARDED_BY(mutex_);
};

}  // namespace zpa
