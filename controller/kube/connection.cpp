#include "controller/kube/connection.h"

#include <optional>
#include <utility>

#include "controller/base/error.h"
#include "controller/base/mutex.h"
#include "controller/http/proxy.h"
#include "controller/kube/credentials.h"
#include "controller/kube/tls_files.h"
#include "controller/kube/warning_log.h"

namespace kube {

using base::Error;
using base::ErrorKind;

class Connection::Impl {
public:
    Impl(Config config, Options options, const base::Clock& clock, TransportFactory factory)
        : config_(std::move(config)),
          options_(std::move(options)),
          clock_(clock),
          factory_(std::move(factory)),
          source_(make_credential_source(config_, {options_.token_check, options_.exec_timeout}, clock, options_.log)),
          warnings_(options_.log),
          tls_(read_tls(config_)),
          files_read_at_(clock.now()) {}

    // What one try goes out with.
    struct Attempt {
        std::shared_ptr<http::Transport> transport;
        CredentialSource::Ptr credentials;
    };

    Attempt prepare(http::Request& request, base::Instant deadline, std::stop_token stop) {
        Attempt attempt;
        attempt.credentials = source_->current(stop, left(deadline));  // may run a plugin: outside the lock
        if (attempt.credentials->authorization.empty()) {
            request.headers.erase("Authorization");
        } else {
            request.headers["Authorization"] = attempt.credentials->authorization;
        }
        const base::MutexLock lock(mutex_);
        look_at_files();
        attempt.transport = transport_for(*attempt.credentials);
        return attempt;
    }

    // After a 401: is there anything else to try?
    bool renew(const Attempt& attempt, base::Instant deadline, std::stop_token stop) {
        if (source_->refresh(attempt.credentials, stop, left(deadline))) return true;
        const base::MutexLock lock(mutex_);
        files_read_at_.reset();
        look_at_files();
        return transport_for(*attempt.credentials) != attempt.transport;
    }

    void connection_failed() {
        const base::MutexLock lock(mutex_);
        files_read_at_.reset();
    }

    // Throws Error(Timeout) where nothing is left.
    std::chrono::milliseconds left(base::Instant deadline) const {
        const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock_.now());
        if (rest.count() > 0) return rest;
        throw Error(ErrorKind::Timeout, "no time left to send to " + config_.server);
    }

    const Config& config() const { return config_; }
    const base::Clock& clock() const { return clock_; }
    WarningLog& warnings() { return warnings_; }

private:
    void look_at_files() OP_REQUIRES(mutex_) {
        if (!has_tls_files(config_)) return;
        if (files_read_at_ && clock_.now() - *files_read_at_ < options_.file_check) return;
        files_read_at_ = clock_.now();
        try {
            auto tls = read_tls(config_);
            if (same_tls(tls, tls_)) return;
            auto transport = make(tls);
            tls_ = std::move(tls);
            transport_ = std::move(transport);
            built_for_.clear();
            options_.log.info("certificates changed on disk; connecting anew", {{"server", config_.server}});
        } catch (const Error& error) {
            options_.log.warn("certificates on disk cannot be used; going on with the last good ones",
                              {{"error", error.what()}});
        }
    }

    std::shared_ptr<http::Transport> transport_for(const Credentials& credentials) OP_REQUIRES(mutex_) {
        if (transport_ && built_for_ == credentials.client_cert_pem) return transport_;
        auto tls = tls_;
        if (!credentials.client_cert_pem.empty()) {
            tls.client_cert_pem = credentials.client_cert_pem;
            tls.client_key_pem = credentials.client_key_pem;
        }
        transport_ = make(tls);
        built_for_ = credentials.client_cert_pem;
        return transport_;
    }

    std::shared_ptr<http::Transport> make(const http::TlsOptions& tls) const {
        http::TransportOptions options;
        options.base_url = config_.server;
        options.tls = tls;
        options.proxy_url = http::choose_proxy(config_.server, config_.proxy_url, base::process_environment);
        options.inactivity_timeout = options_.inactivity_timeout;
        options.user_agent = options_.user_agent;
        options.observer = options_.observer;
        try {
            return factory_(std::move(options));
        } catch (const Error& error) {
            throw error.with_context(config_.source);
        }
    }

    const Config config_;
    const Options options_;
    const base::Clock& clock_;
    const TransportFactory factory_;
    const std::unique_ptr<CredentialSource> source_;
    WarningLog warnings_;

    base::Mutex mutex_;
    http::TlsOptions tls_ OP_GUARDED_BY(mutex_);
    std::optional<base::Instant> files_read_at_ OP_GUARDED_BY(mutex_);  // empty: look at the next chance
    std::shared_ptr<http::Transport> transport_ OP_GUARDED_BY(mutex_);
    std::string built_for_ OP_GUARDED_BY(mutex_);  // the plugin's certificate in transport_
};

Connection::Connection(Config config, Options options, const base::Clock& clock)
    : Connection(std::move(config), std::move(options), clock, http::make_transport) {}

Connection::Connection(Config config, Options options, const base::Clock& clock, TransportFactory factory)
    : impl_(std::make_unique<Impl>(std::move(config), std::move(options), clock, std::move(factory))) {}

Connection::~Connection() = default;

const std::string& Connection::server() const { return impl_->config().server; }

const base::Clock& Connection::clock() const { return impl_->clock(); }

http::Response Connection::send(http::Request request, std::stop_token stop) {
    const auto deadline = impl_->clock().now() + request.deadline;
    for (bool again = false;; again = true) {
        const auto attempt = impl_->prepare(request, deadline, stop);
        request.deadline = impl_->left(deadline);
        try {
            auto response = attempt.transport->send(request, stop);
            impl_->warnings().see(response.header("Warning"));
            if (response.status != 401 || again || !impl_->renew(attempt, deadline, stop)) return response;
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Unavailable) impl_->connection_failed();
            throw;
        }
    }
}

http::StreamEnd Connection::stream(http::Request request, const http::Transport::HeadersSink& on_headers,
                                   const http::Transport::LineSink& on_line, std::stop_token stop) {
    const auto deadline = impl_->clock().now() + request.head_deadline;
    for (bool again = false;; again = true) {
        const auto attempt = impl_->prepare(request, deadline, stop);
        request.head_deadline = impl_->left(deadline);
        std::optional<http::Response> refusal;
        const auto headers = [&](const http::Response& response) {
            if (response.status == 401 && !again) {
                refusal = response;
            } else {
                on_headers(response);
            }
        };
        try {
            const auto end = attempt.transport->stream(request, headers, on_line, stop);
            if (!refusal) return end;
            if (impl_->renew(attempt, deadline, stop)) continue;
            on_headers(*refusal);
            return end;
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Unavailable) impl_->connection_failed();
            throw;
        }
    }
}

}  // namespace kube
