#include "controller/kube/credentials.h"

#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "controller/base/ascii.h"
#include "controller/base/error.h"
#include "controller/base/file.h"
#include "controller/base/mutex.h"
#include "controller/kube/base64.h"
#include "controller/kube/exec_credential.h"

namespace kube {
namespace {

using base::Error;
using base::ErrorKind;
using Ptr = CredentialSource::Ptr;

constexpr std::size_t kMaxTokenBytes = std::size_t{64} << 10;

Ptr bearer(const std::string& token) {
    auto credentials = std::make_shared<Credentials>();
    credentials->authorization = "Bearer " + token;
    credentials->redaction = base::redaction().add(token);
    return credentials;
}

Ptr basic(const std::string& username, const std::string& password) {
    const auto encoded = base64_encode(username + ":" + password);
    auto credentials = std::make_shared<Credentials>();
    credentials->authorization = "Basic " + encoded;
    using Holders = std::pair<base::Redaction::Holder, base::Redaction::Holder>;
    credentials->redaction =
        std::make_shared<const Holders>(base::redaction().add(password), base::redaction().add(encoded));
    return credentials;
}

class FixedSource final : public CredentialSource {
public:
    explicit FixedSource(Ptr credentials) : credentials_(std::move(credentials)) {}
    Ptr current(std::stop_token, std::chrono::milliseconds) override { return credentials_; }
    bool refresh(const Ptr&, std::stop_token, std::chrono::milliseconds) override { return false; }

private:
    const Ptr credentials_;
};

// kubelet replaces a pod's token well before it expires; whoever reads it once a minute never holds a dead one.
class TokenFileSource final : public CredentialSource {
public:
    TokenFileSource(const Config& config, CredentialTimes times, const base::Clock& clock, base::Logger log)
        : path_(config.token_file), times_(times), clock_(clock), log_(std::move(log)) {
        if (!config.token.empty()) credentials_ = bearer(config.token);
    }

    Ptr current(std::stop_token, std::chrono::milliseconds) override {
        const base::MutexLock lock(mutex_);
        if (!read_at_ || clock_.now() - *read_at_ >= times_.token_check) read();
        return credentials_;
    }

    bool refresh(const Ptr& refused, std::stop_token, std::chrono::milliseconds) override {
        const base::MutexLock lock(mutex_);
        if (credentials_ == refused) read();
        return credentials_ != refused;
    }

private:
    void read() OP_REQUIRES(mutex_) {
        read_at_ = clock_.now();
        try {
            const std::string token(base::trimmed_end(base::read_file(path_, kMaxTokenBytes), " \r\n"));
            if (token.empty()) throw Error(ErrorKind::Config, path_ + ": the token file is empty");
            if (token.find_first_of("\r\n") != std::string::npos) {
                throw Error(ErrorKind::Config, path_ + ": the token has line breaks");
            }
            if (!credentials_ || credentials_->authorization != "Bearer " + token) credentials_ = bearer(token);
        } catch (const Error& error) {
            if (!credentials_) {
                read_at_.reset();
                throw;
            }
            log_.warn("token file cannot be read; going on with the last token", {{"error", error.what()}});
        }
    }

    const std::string path_;
    const CredentialTimes times_;
    const base::Clock& clock_;
    const base::Logger log_;
    base::Mutex mutex_;
    Ptr credentials_ OP_GUARDED_BY(mutex_);
    std::optional<base::Instant> read_at_ OP_GUARDED_BY(mutex_);
};

// The plugin runs once for all who want its answer, on a thread of its own: each of them waits no longer than its own
// time and its own stop token let it, and the run goes on for whoever asks next. A lease is renewed in steps that are
// shorter than what some plugins need. Shutdown: the destructor kills the run.
class ExecSource final : public CredentialSource {
public:
    ExecSource(Config config, CredentialTimes times, const base::Clock& clock)
        : config_(std::move(config)), times_(times), clock_(clock) {}

    Ptr current(std::stop_token stop, std::chrono::milliseconds limit) override {
        const auto until = std::chrono::steady_clock::now() + limit;
        base::MutexLock lock(mutex_);
        await_end(lock, stop, until);
        if (credentials_ && !(expires_ && clock_.wall() >= *expires_)) return credentials_;
        return run(lock, stop, until);
    }

    bool refresh(const Ptr& refused, std::stop_token stop, std::chrono::milliseconds limit) override {
        const auto until = std::chrono::steady_clock::now() + limit;
        base::MutexLock lock(mutex_);
        await_end(lock, stop, until);
        return credentials_ != refused || run(lock, stop, until) != refused;
    }

private:
    Ptr run(base::MutexLock& lock, const std::stop_token& stop, base::Instant until) OP_REQUIRES(mutex_) {
        try {
            runner_ = std::jthread([this](std::stop_token end) { follow(std::move(end)); });
        } catch (const std::system_error& error) {
            throw Error(ErrorKind::Unavailable, config_.exec->command + ": cannot be run: " + error.what());
        }
        running_ = true;
        await_end(lock, stop, until);
        if (failure_) throw Error(*failure_);
        return credentials_;
    }

    void await_end(base::MutexLock& lock, const std::stop_token& stop, base::Instant until) OP_REQUIRES(mutex_) {
        while (running_) {
            if (ended_.wait_until(lock, stop, until) || !running_) continue;
            const auto& command = config_.exec->command;
            if (stop.stop_requested()) throw Error(ErrorKind::Cancelled, command + ": stopped while it runs");
            throw Error(ErrorKind::Timeout, command + ": no answer in time; it runs on");
        }
    }

    void follow(std::stop_token end) noexcept {
        std::optional<Error> failure;
        auto credentials = std::make_shared<Credentials>();
        std::optional<base::WallTime> expires;
        try {
            auto answer = run_exec_plugin(config_, times_.exec_timeout, std::move(end));
            if (!answer.token.empty()) *credentials = *bearer(answer.token);
            credentials->client_cert_pem = std::move(answer.certificate_pem);
            credentials->client_key_pem = std::move(answer.key_pem);
            expires = answer.expires;
        } catch (const Error& error) {
            failure = error;
        } catch (const std::exception& error) {
            failure = Error(ErrorKind::Config, config_.exec->command + ": " + error.what());
        }
        const base::MutexLock lock(mutex_);
        failure_ = std::move(failure);
        if (!failure_) {
            credentials_ = std::move(credentials);
            expires_ = expires;
        }
        running_ = false;
        ended_.notify_all();
    }

    const Config config_;
    const CredentialTimes times_;
    const base::Clock& clock_;
    base::Mutex mutex_;
    base::StoppableConditionVariable ended_;
    bool running_ OP_GUARDED_BY(mutex_) = false;
    std::optional<Error> failure_ OP_GUARDED_BY(mutex_);  // of the last run
    Ptr credentials_ OP_GUARDED_BY(mutex_);
    std::optional<base::WallTime> expires_ OP_GUARDED_BY(mutex_);
    std::jthread runner_ OP_GUARDED_BY(mutex_);  // the last member: it is joined before anything that it uses is gone
};

}  // namespace

std::unique_ptr<CredentialSource> make_credential_source(const Config& config, CredentialTimes times,
                                                         const base::Clock& clock, base::Logger log) {
    if (!config.token_file.empty()) return std::make_unique<TokenFileSource>(config, times, clock, std::move(log));
    if (!config.token.empty()) return std::make_unique<FixedSource>(bearer(config.token));
    if (config.exec) return std::make_unique<ExecSource>(config, times, clock);
    if (!config.username.empty()) return std::make_unique<FixedSource>(basic(config.username, config.password));
    return std::make_unique<FixedSource>(std::make_shared<Credentials>());
}

}  // namespace kube
