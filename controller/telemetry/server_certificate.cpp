#include <utility>

#include "controller/telemetry/server_certificate.h"

#include <boost/asio/buffer.hpp>

#include "controller/base/error.h"
#include "controller/base/file.h"

namespace telemetry {

namespace ssl = boost::asio::ssl;

namespace {

constexpr auto kLookEvery = std::chrono::seconds(10);

}  // namespace

ServerCertificate::ServerCertificate(std::string cert_file, std::string key_file, Metrics& metrics,
                                     const base::Clock& clock, base::Logger log)
    : cert_file_(std::move(cert_file)),
      key_file_(std::move(key_file)),
      clock_(clock),
      log_(std::move(log)),
      reads_(metrics.counter(metric::tls_certificate_reads_total)),
      errors_(metrics.counter(metric::tls_certificate_errors_total)),
      looked_at_(clock.now()) {
    const auto cert = base::read_file(cert_file_), key = base::read_file(key_file_);
    context_ = load(cert, key);
    loaded_ = cert + key;
    reads_.Increment();
}

std::shared_ptr<ssl::context> ServerCertificate::current() {
    const base::MutexLock lock(mutex_);
    if (clock_.now() - looked_at_ >= kLookEvery) look_again();
    return context_;
}

void ServerCertificate::look_again() {
    looked_at_ = clock_.now();
    try {
        const auto cert = base::read_file(cert_file_), key = base::read_file(key_file_);
        if (cert + key == loaded_) return;
        loaded_ = cert + key;
        context_ = load(cert, key);
        reads_.Increment();
        log_.info("certificate read again", {{"file", cert_file_}});
    } catch (const base::Error& error) {
        errors_.Increment();
        log_.warn("certificate not read again, the last good one stays", {{"error", error.what()}});
    }
}

std::shared_ptr<ssl::context> ServerCertificate::load(const std::string& cert, const std::string& key) const {
    try {
        auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
        context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                             ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
        // Without this OpenSSL would ask for a passphrase on the terminal, and wait.
        context->set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); });
        context->use_certificate_chain(boost::asio::buffer(cert));
        context->use_private_key(boost::asio::buffer(key), ssl::context::pem);
        return context;
    } catch (const boost::system::system_error& error) {
        throw base::Error(base::ErrorKind::Config,
                          "certificate " + cert_file_ + " with key " + key_file_ + ": " + error.code().message());
    }
}

}  // namespace telemetry
