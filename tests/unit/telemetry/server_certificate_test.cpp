#include "controller/telemetry/server_certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <fstream>

#include "controller/base/error.h"
#include "controller/telemetry/http_server.h"
#include "tests/unit/runtime/scripted_api.h"
#include "tests/unit/telemetry/raw_client.h"
#include "tests/unit/telemetry/test_certificate.h"

namespace {

namespace asio = boost::asio;
using std::chrono::seconds;
using testing::HasSubstr;

// What would be read by whoever asks on the terminal, where the test has none.
class StandardInput {
public:
    explicit StandardInput(const std::string& text) {
        std::array<int, 2> ends{};
        if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
        [[maybe_unused]] const auto written = ::write(ends[1], text.data(), text.size());
        dup2(ends[0], STDIN_FILENO);
        close(ends[0]);
        close(ends[1]);
    }
    ~StandardInput() {
        dup2(saved_, STDIN_FILENO);
        close(saved_);
    }
    StandardInput(const StandardInput&) = delete;
    StandardInput& operator=(const StandardInput&) = delete;

private:
    const int saved_ = dup(STDIN_FILENO);
};

class ServerCertificate : public testing::Test {
protected:
    ServerCertificate() {
        std::filesystem::create_directories(folder_);
        write(tests::self_signed("first"));
    }
    ~ServerCertificate() override { std::filesystem::remove_all(folder_); }

    void write(const tests::PemPair& pair) const {
        std::ofstream(cert_file_) << pair.cert;
        std::ofstream(key_file_) << pair.key;
    }
    std::unique_ptr<telemetry::ServerCertificate> load() {
        return std::make_unique<telemetry::ServerCertificate>(cert_file_, key_file_, metrics_, clock_, tests::quiet());
    }
    // The name in the certificate that the server shows, and what it answers.
    std::string ask(std::uint16_t port, std::string* body = nullptr) const {
        asio::io_context context;
        asio::ssl::context tls(asio::ssl::context::tls_client);
        asio::ssl::stream<asio::ip::tcp::socket> stream(context, tls);
        stream.next_layer().connect({asio::ip::make_address("127.0.0.1"), port});
        stream.handshake(asio::ssl::stream_base::client);
        const std::unique_ptr<X509, decltype(&X509_free)> cert(SSL_get1_peer_certificate(stream.native_handle()),
                                                               X509_free);
        std::array<char, 64> name{};
        X509_NAME_get_text_by_NID(X509_get_subject_name(cert.get()), NID_commonName, name.data(),
                                  static_cast<int>(name.size()));
        asio::write(stream, asio::buffer(std::string("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")));
        std::string reply;
        boost::system::error_code end;
        asio::read(stream, asio::dynamic_buffer(reply), end);
        if (body != nullptr) *body = reply;
        return name.data();
    }
    double count(const telemetry::Metric& metric) { return metrics_.counter(metric).Value(); }

    const std::string folder_ =
        (std::filesystem::temp_directory_path() / ("certs-" + std::to_string(getpid()))).string();
    const std::string cert_file_ = folder_ + "/tls.crt", key_file_ = folder_ + "/tls.key";
    fakes::FakeClock clock_;
    telemetry::Metrics metrics_;
};

telemetry::HttpServerOptions over_tls(telemetry::ServerCertificate& certificate) {
    telemetry::HttpServerOptions options;
    options.address = "127.0.0.1";
    options.certificate = &certificate;
    return options;
}

telemetry::HttpReply hello(const telemetry::HttpRequest&, std::stop_token) { return {200, "hello\n"}; }

TEST_F(ServerCertificate, ServesOverTlsAndTakesANewPairWithoutRestart) {
    const auto certificate = load();
    const telemetry::HttpServer server(over_tls(*certificate), hello, tests::quiet());
    std::string reply;
    EXPECT_EQ(ask(server.port(), &reply), "first");
    EXPECT_TRUE(reply.starts_with("HTTP/1.1 200 ") && reply.ends_with("hello\n")) << reply;

    write(tests::self_signed("second"));
    EXPECT_EQ(ask(server.port()), "first") << "looked at every ten seconds";
    clock_.advance(seconds(10));
    EXPECT_EQ(ask(server.port()), "second");
    EXPECT_EQ(count(telemetry::metric::tls_certificate_reads_total), 2);
    EXPECT_EQ(count(telemetry::metric::tls_certificate_errors_total), 0);
}

TEST_F(ServerCertificate, ABrokenPairLeavesTheLastGoodOne) {
    const auto certificate = load();
    const telemetry::HttpServer server(over_tls(*certificate), hello, tests::quiet());
    write({tests::self_signed("other").cert, tests::self_signed("another key").key});
    clock_.advance(seconds(10));
    EXPECT_EQ(ask(server.port()), "first");
    std::filesystem::remove(key_file_);
    clock_.advance(seconds(10));
    EXPECT_EQ(ask(server.port()), "first");
    EXPECT_EQ(count(telemetry::metric::tls_certificate_errors_total), 2);
}

TEST_F(ServerCertificate, UnchangedFilesAreNotTakenAgain) {
    const auto certificate = load();
    const auto before = certificate->current();
    clock_.advance(seconds(60));
    EXPECT_EQ(certificate->current(), before);
    EXPECT_EQ(count(telemetry::metric::tls_certificate_reads_total), 1);
}

TEST_F(ServerCertificate, FilesThatCannotBeUsedAtTheStartAreAConfigurationError) {
    write({"no certificate", "no key"});
    try {
        load();
        FAIL() << "there is no certificate";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::Config);
        EXPECT_THAT(error.what(), HasSubstr(cert_file_));
    }
    std::filesystem::remove(cert_file_);
    EXPECT_THROW(load(), base::Error);
}

TEST_F(ServerCertificate, PlainHttpToATlsPortHarmsNobody) {
    const auto certificate = load();
    const telemetry::HttpServer server(over_tls(*certificate), hello, tests::quiet());
    tests::RawClient client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    client.read_all();
    EXPECT_FALSE(client.timed_out());
    EXPECT_EQ(ask(server.port()), "first");
}

// OpenSSL would ask on the terminal, where there is one, and wait.
TEST_F(ServerCertificate, AnEncryptedKeyIsRefusedAndNobodyIsAsked) {
    write(tests::self_signed("first", "passphrase"));
    const StandardInput typed("passphrase\n");
    try {
        load();
        FAIL() << "nobody knows the passphrase";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::Config);
        EXPECT_THAT(error.what(), HasSubstr(key_file_));
    }
}

}  // namespace
