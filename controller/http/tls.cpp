#include "controller/http/tls.h"

#include <openssl/x509v3.h>

#include "controller/base/error.h"
#include "controller/http/ip_address.h"

// cpprestsdk loads OpenSSL's default roots into the context of every single connection before it asks us (its
// asio_connection::upgrade_to_ssl), which costs 40 ms and 800 kB each time, for a store that Tls::apply replaces
// anyway. No option turns that off. This definition stands before OpenSSL's when the program is linked, so the call
// does nothing. It fails closed: whoever relies on default roots in this program has none. Pointing SSL_CERT_FILE at
// nothing would do the same, but the programs we start (credential plugins) would inherit it. A test checks that this
// one is in force.
extern "C" int SSL_CTX_set_default_verify_paths(SSL_CTX*) { return 1; }

namespace http {
namespace {

void require(bool success, const char* what) {
    if (!success) throw base::Error(base::ErrorKind::Config, std::string(what) + ": " + last_openssl_error());
}

// The slot in which an SSL_CTX carries a share of the verdict, since it may live longer than the transport.
template <typename Shared>
int shared_slot() {
    static const int slot = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr,
                                                     [](void*, void* held, CRYPTO_EX_DATA*, int, long, void*) {
                                                         delete static_cast<std::shared_ptr<Shared>*>(held);
                                                     });
    return slot;
}

}  // namespace

Tls::Tls(const TlsOptions& options, const std::string& host)
    : name_(options.server_name.empty() ? host : options.server_name),
      is_address_(parse_ip(name_).has_value()),
      verify_(!options.insecure_skip_verify) {
    if (verify_) roots_ = options.ca_bundle_pem.empty() ? public_roots() : make_trust_store(options.ca_bundle_pem);
    if (options.client_cert_pem.empty() != options.client_key_pem.empty()) {
        throw base::Error(base::ErrorKind::Config, "a client certificate needs its key, and a key its certificate");
    }
    if (options.client_cert_pem.empty()) return;
    client_chain_ = parse_certificates(options.client_cert_pem, "client certificate");
    client_key_ = parse_private_key(options.client_key_pem);
    require(X509_check_private_key(client_chain_.front().get(), client_key_.get()) == 1,
            "client certificate and key do not belong together");
    // Whether OpenSSL finds it too weak it says when it is used: here rather than at each connection.
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> trial(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    require(trial != nullptr, "TLS context");
    apply(trial.get());
}

void Tls::apply(SSL_CTX* context) const {
    require(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1, "TLS 1.2");
    if (client_key_) {
        require(SSL_CTX_use_certificate(context, client_chain_.front().get()) == 1, "client certificate");
        for (std::size_t i = 1; i < client_chain_.size(); ++i) {
            require(SSL_CTX_add1_chain_cert(context, client_chain_[i].get()) == 1, "client certificate chain");
        }
        require(SSL_CTX_use_PrivateKey(context, client_key_.get()) == 1, "client key");
    }
    if (!verify_) return;
    SSL_CTX_set1_cert_store(context, roots_.get());
    // cpprestsdk compares the name too, but takes the subject's common name where no alternative name fits.
    X509_VERIFY_PARAM* parameters = SSL_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_hostflags(parameters,
                                    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    require((is_address_ ? X509_VERIFY_PARAM_set1_ip_asc(parameters, name_.c_str())
                         : X509_VERIFY_PARAM_set1_host(parameters, name_.c_str(), name_.size())) == 1,
            "name to verify");

    const int slot = shared_slot<Verdict>();
    auto share = std::make_unique<std::shared_ptr<Verdict>>(verdict_);
    require(SSL_CTX_set_ex_data(context, slot, share.get()) == 1, "TLS context");
    static_cast<void>(share.release());  // it is the context's now
    SSL_CTX_set_cert_verify_callback(context, verify, nullptr);
}

// OpenSSL's own verification, and a note of what it found: cpprestsdk reports no more than that it failed.
int Tls::verify(X509_STORE_CTX* chain, void*) {
    const int accepted = X509_verify_cert(chain);
    const auto* ssl = static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
    const auto* verdict =
        static_cast<const std::shared_ptr<Verdict>*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), shared_slot<Verdict>()));
    const base::MutexLock lock((*verdict)->mutex);
    (*verdict)->text = accepted == 1 ? "" : X509_verify_cert_error_string(X509_STORE_CTX_get_error(chain));
    return accepted;
}

std::string Tls::refusal() const {
    const base::MutexLock lock(verdict_->mutex);
    return verdict_->text;
}

}  // namespace http
