#include "tests/zpa_simulator/server.h"

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <atomic>
#include <list>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

#include "tests/zpa_simulator/certificates.h"
#include "tests/zpa_simulator/session.h"
#include "tests/zpa_simulator/simulator.h"

namespace simulator {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

}  // namespace

class Server::Acceptor {
public:
    Acceptor(Simulator& simulator, const ServerOptions& options)
        : simulator_(simulator), acceptor_(io_), tls_on_(options.tls), authority_(options.authority) {
        if (options.tls) prepare_tls(options);
        listen(options);
        thread_ = std::thread([this] { accept(); });
    }

    void stop() {
        if (!thread_.joinable()) return;
        stop_.request_stop();
        ::shutdown(acceptor_.native_handle(), SHUT_RDWR);  // wakes the accept
        thread_.join();
        close_connections();
        reap(true);
        error_code ignored;
        acceptor_.close(ignored);
    }

    void close_connections() {
        const std::lock_guard lock(mutex_);
        for (auto& connection : connections_) {
            if (!connection.ended) connection.session->cut();
        }
    }

    Tcp::endpoint endpoint;
    std::atomic<std::uint64_t> accepted{0};

    [[nodiscard]] const std::string& authority() const { return authority_; }
    [[nodiscard]] bool tls() const { return tls_on_; }

private:
    struct Connection {
        std::unique_ptr<Session> session;
        std::thread thread;
        std::atomic<bool> ended{false};
    };

    void prepare_tls(const ServerOptions& options) {
        KeyPair own{options.certificate, options.key};
        if (own.certificate.empty()) {
            const auto authority = make_authority("ZPA simulator");
            own = make_server_certificate(authority, served_names());
            authority_ = authority.certificate;
        }
        tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                         asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
        tls_.use_certificate_chain(asio::buffer(own.certificate));
        tls_.use_private_key(asio::buffer(own.key), asio::ssl::context::pem);
    }

    void listen(const ServerOptions& options) {
        const Tcp::endpoint wanted(asio::ip::make_address(options.host), options.port);
        acceptor_.open(wanted.protocol());
        acceptor_.set_option(Tcp::acceptor::reuse_address(true));
        acceptor_.bind(wanted);
        acceptor_.listen(asio::socket_base::max_listen_connections);
        endpoint = acceptor_.local_endpoint();
    }

    void accept() {
        while (!stop_.stop_requested()) {
            Tcp::socket socket(io_);
            error_code error;
            acceptor_.accept(socket, error);
            if (stop_.stop_requested()) return;
            reap(false);
            if (error) continue;
            ++accepted;
            start(std::move(socket));
        }
    }

    void start(Tcp::socket socket) {
        const std::lock_guard lock(mutex_);
        auto& connection = connections_.emplace_back();
        connection.session = std::make_unique<Session>(simulator_, std::move(socket), tls_on_ ? &tls_ : nullptr);
        connection.thread = std::thread([this, &connection] {
            connection.session->run(stop_.get_token());
            connection.ended = true;
        });
    }

    void reap(bool all) {
        std::list<Connection> over;
        {
            const std::lock_guard lock(mutex_);
            for (auto at = connections_.begin(); at != connections_.end();) {
                const auto next = std::next(at);
                if (all || at->ended) over.splice(over.end(), connections_, at);
                at = next;
            }
        }
        for (auto& connection : over) connection.thread.join();
    }

    Simulator& simulator_;
    asio::io_context io_;
    Tcp::acceptor acceptor_;
    asio::ssl::context tls_{asio::ssl::context::tls_server};
    const bool tls_on_;
    std::string authority_;
    std::stop_source stop_;
    std::mutex mutex_;
    std::list<Connection> connections_;
    std::thread thread_;
};

Server::Server(Simulator& simulator, ServerOptions options) {
    try {
        acceptor_ = std::make_unique<Acceptor>(simulator, options);
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error("cannot serve on " + options.host + ":" + std::to_string(options.port) + ": " +
                                 error.code().message());
    }
}

Server::~Server() { stop(); }

void Server::stop() { acceptor_->stop(); }

std::string Server::url() const {
    const auto address = acceptor_->endpoint.address();
    const auto host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
    return (acceptor_->tls() ? "https://" : "http://") + host + ":" + std::to_string(port());
}

std::uint16_t Server::port() const { return acceptor_->endpoint.port(); }

const std::string& Server::ca() const { return acceptor_->authority(); }

std::uint64_t Server::connections() const { return acceptor_->accepted; }

void Server::close_connections() { acceptor_->close_connections(); }

}  // namespace simulator
