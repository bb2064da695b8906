#include "controller/kube/credentials.h"

#include <algorithm>
#include <optional>
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

// The plugin runs once for all who want its answer, and outside the lock: each of them waits no longer than its own
// time and its own stop token let it, whatever the plugin does.
class ExecSource final : public CredentialSource {
public:
    ExecSource(Config config, CredentialTimes times, const base::Clock& clock)
        : config_(std::move(config)), times_(times), clock_(clock) {}

    Ptr current(std::stop_token stop, std::chrono::milliseconds limit) override {
        const auto until = std::chrono::steady_clock::now() + limit;
        {
            base::MutexLock lock(mutex_);
            await_turn(lock, stop, until);
            if (credentials_ && !(expires_ && clock_.wall() >= *expires_)) return credentials_;
            running_ = true;
        }
        return run(stop, until);
    }

    bool refresh(const Ptr& refused, std::stop_token stop, std::chrono::milliseconds limit) override {
        const auto until = std::chrono::steady_clock::now() + limit;
        {
            base::MutexLock lock(mutex_);
            await_turn(lock, stop, until);
            if (credentials_ != refused) return true;
            running_ = true;
        }
        return run(stop, until) != refused;
    }

private:
    // Whoever set running_ holds one, so that the next may run whatever became of this run.
    struct Turn {
        explicit Turn(ExecSource& its_source) : source(its_source) {}
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() {
            const base::MutexLock lock(source.mutex_);
            source.running_ = false;
            source.ended_.notify_all();
        }
        ExecSource& source;
    };

    void await_turn(base::MutexLock& lock, const std::stop_token& stop, base::Instant until) OP_REQUIRES(mutex_) {
        while (running_) {
            if (ended_.wait_until(lock, stop, until)) continue;
            if (!running_) return;
            const auto& command = config_.exec->command;
            if (stop.stop_requested())
                throw Error(ErrorKind::Cancelled, command + ": stopped while another call ran it");
            throw Error(ErrorKind::Timeout, command + ": no answer in time to another call that runs it");
        }
    }

    Ptr run(std::stop_token stop, base::Instant until) {
        const Turn turn(*this);
        const auto rest = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        auto answer = run_exec_plugin(config_, std::min(rest, times_.exec_timeout), std::move(stop));
        auto credentials = std::make_shared<Credentials>();
        if (!answer.token.empty()) *credentials = *bearer(answer.token);
        credentials->client_cert_pem = std::move(answer.certificate_pem);
        credentials->client_key_pem = std::move(answer.key_pem);
        const base::MutexLock lock(mutex_);
        credentials_ = std::move(credentials);
        expires_ = answer.expires;
        return credentials_;
    }

    const Config config_;
    const CredentialTimes times_;
    const base::Clock& clock_;
    base::Mutex mutex_;
    base::StoppableConditionVariable ended_;
    bool running_ OP_GUARDED_BY(mutex_) = false;
    Ptr credentials_ OP_GUARDED_BY(mutex_);
    std::optional<base::WallTime> expires_ OP_GUARDED_BY(mutex_);
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
