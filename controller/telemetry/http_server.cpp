#include "controller/telemetry/http_server.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/ip/v6_only.hpp>
#include <thread>
#include <vector>

#include "controller/base/error.h"
#include "controller/telemetry/http_session.h"
#include "controller/telemetry/server_certificate.h"

namespace telemetry {

namespace asio = boost::asio;

namespace {

// asio does not, and a credential plugin must not inherit our sockets.
template <typename Socket>
void close_on_exec(Socket& socket) {
    fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
}

bool has_ipv6() {
    const int probe = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (probe < 0) return false;
    sockaddr_in6 any{};
    any.sin6_family = AF_INET6;
    const bool bound = bind(probe, reinterpret_cast<const sockaddr*>(&any), sizeof any) == 0;
    close(probe);
    return bound;
}

}  // namespace

class HttpServer::Impl {
public:
    Impl(HttpServerOptions options, HttpHandler handler, base::Logger log)
        : options_(std::move(options)),
          handler_(std::move(handler)),
          log_(std::move(log)),
          acceptor_(context_),
          retry_(context_) {
        listen();
        accept();
        thread_ = std::jthread([this] { run(); });
    }
    ~Impl() {
        stop_.request_stop();
        context_.stop();
    }
    std::uint16_t port() const { return port_; }

private:
    void listen();
    void listen_on(const Tcp::endpoint& endpoint);
    void accept();
    void accept_later();
    bool make_room();
    void serve(Tcp::socket socket);
    void run() noexcept;

    const HttpServerOptions options_;
    const HttpHandler handler_;
    const base::Logger log_;
    std::stop_source stop_;
    std::vector<std::weak_ptr<HttpConnection>> connections_;  // oldest first; the server's thread only
    asio::io_context context_{1};
    Tcp::acceptor acceptor_;
    asio::steady_timer retry_;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

void HttpServer::Impl::listen() {
    try {
        if (!options_.address.empty()) {
            listen_on({asio::ip::make_address(options_.address), options_.port});
        } else if (has_ipv6()) {
            listen_on({Tcp::v6(), options_.port});
        } else {
            listen_on({Tcp::v4(), options_.port});
        }
        port_ = acceptor_.local_endpoint().port();
    } catch (const boost::system::system_error& error) {
        const auto where = options_.address.empty() ? "every address" : options_.address;
        throw base::Error(base::ErrorKind::Config, "cannot listen on " + where + " port " +
                                                       std::to_string(options_.port) + ": " + error.code().message());
    }
}

void HttpServer::Impl::listen_on(const Tcp::endpoint& endpoint) {
    acceptor_.open(endpoint.protocol());
    close_on_exec(acceptor_);
    acceptor_.set_option(Tcp::acceptor::reuse_address(true));
    const bool every = endpoint.address().is_v6() && endpoint.address().is_unspecified();
    if (every) acceptor_.set_option(asio::ip::v6_only(false));  // takes IPv4 connections too
    acceptor_.bind(endpoint);
    acceptor_.listen();
}

void HttpServer::Impl::accept() {
    acceptor_.async_accept([this](beast::error_code error, Tcp::socket socket) {
        if (error) return accept_later();  // out of file descriptors, most likely
        accept();                          // first: whatever becomes of this one, others come
        serve(std::move(socket));
    });
}

void HttpServer::Impl::accept_later() {
    retry_.expires_after(std::chrono::milliseconds(100));
    retry_.async_wait([this](beast::error_code) { accept(); });
}

bool HttpServer::Impl::make_room() {
    std::erase_if(connections_, [](const auto& connection) { return connection.expired(); });
    if (connections_.size() < options_.max_connections) return true;
    for (auto place = connections_.begin(); place != connections_.end(); ++place) {
        const auto connection = place->lock();
        if (!connection->is_expendable()) continue;
        connection->cut_off();
        connections_.erase(place);
        return true;
    }
    return false;
}

void HttpServer::Impl::serve(Tcp::socket socket) {
    close_on_exec(socket);
    if (!make_room()) return;
    const auto begin = [&](const auto& session) {
        connections_.push_back(session);
        session->start();
    };
    if (options_.certificate == nullptr) {
        begin(std::make_shared<HttpSession<beast::tcp_stream>>(options_, handler_, stop_.get_token(), nullptr,
                                                               std::move(socket)));
    } else {
        const auto certificate = options_.certificate->current();
        begin(std::make_shared<HttpSession<TlsStream>>(options_, handler_, stop_.get_token(), certificate,
                                                       std::move(socket), *certificate));
    }
}

void HttpServer::Impl::run() noexcept {
    while (!stop_.stop_requested()) {
        try {
            context_.run();
            if (stop_.stop_requested()) return;
            // Nothing was left to wait for, so accept() itself had failed.
            context_.restart();
            accept_later();
        } catch (const std::exception& error) {
            log_.error("HTTP server", {{"error", error.what()}});
        }
    }
}

HttpServer::HttpServer(HttpServerOptions options, HttpHandler handler, base::Logger log)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler), std::move(log))) {}
HttpServer::~HttpServer() = default;
std::uint16_t HttpServer::port() const { return impl_->port(); }

}  // namespace telemetry
