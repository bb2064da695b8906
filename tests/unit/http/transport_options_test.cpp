#include <gtest/gtest.h>

#include "controller/base/error.h"
#include "controller/http/transport.h"

namespace {

using http::TransportOptions;

std::string refusal(const TransportOptions& options) {
    try {
        make_transport(options);
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::Config);
        return error.what();
    }
    return "accepted";
}

TEST(TransportOptions, AddressesThatCannotBeUsedAreRefusedWithAReason) {
    EXPECT_EQ(refusal({.base_url = "http://host/prefix/"}), "accepted");
    EXPECT_NE(refusal({.base_url = "http://[::1]:6443"}).find("DNS name"), std::string::npos);
    EXPECT_NE(refusal({.base_url = "ftp://host"}).find("ftp"), std::string::npos);
    EXPECT_NE(refusal({.base_url = "http://user:secret@host"}).find("credentials"), std::string::npos);
    EXPECT_EQ(refusal({.base_url = "http://user:secret@host"}).find("secret"), std::string::npos);
    EXPECT_NE(refusal({.base_url = "http://host?query"}).find("query"), std::string::npos);
    EXPECT_NE(refusal({.base_url = "host"}).find("https://"), std::string::npos);
}

TEST(TransportOptions, ProxiesThatCannotBeUsedAreRefusedWithAReason) {
    EXPECT_NE(refusal({.base_url = "http://host", .proxy_url = "socks5://proxy"}).find("socks5"), std::string::npos);
    EXPECT_NE(refusal({.base_url = "http://host", .proxy_url = "http://[::1]:3128"}).find("proxy"), std::string::npos);
}

TEST(TransportOptions, DamagedCertificatesAreRefusedAtTheStart) {
    const auto with = [](http::TlsOptions tls) { return refusal({.base_url = "https://host", .tls = std::move(tls)}); };
    EXPECT_NE(with({.ca_bundle_pem = "nonsense"}).find("CA bundle holds no PEM certificate"), std::string::npos);
    EXPECT_NE(with({.ca_bundle_pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}).find("damaged"),
              std::string::npos);
    EXPECT_NE(with({.client_cert_pem = "x", .insecure_skip_verify = true}).find("needs its key"), std::string::npos);
    EXPECT_NE(with({.client_key_pem = "x", .insecure_skip_verify = true}).find("needs its key"), std::string::npos);
}

}  // namespace
