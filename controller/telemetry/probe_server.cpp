#include "controller/telemetry/probe_server.h"

#include <fcntl.h>

#include <thread>

#include "controller/base/error.h"
#include "controller/telemetry/probe_session.h"
#include "controller/telemetry/server_certificate.h"

namespace telemetry {

namespace asio = boost::asio;

namespace {

// asio does not, and a credential plugin must not inherit our sockets.
template <typename Socket>
void close_on_exec(Socket& socket) {
    fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
}

}  // namespace

class ProbeServer::Impl {
public:
    Impl(ProbeServerOptions options, ProbeHandler handler, base::Logger log)
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
    void accept();
    void serve(Tcp::socket socket);
    void run() noexcept;

    const ProbeServerOptions options_;
    const ProbeHandler handler_;
    const base::Logger log_;
    std::stop_source stop_;
    std::size_t live_ = 0;  // the server's thread only
    asio::io_context context_{1};
    Tcp::acceptor acceptor_;
    asio::steady_timer retry_;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

void ProbeServer::Impl::listen() {
    try {
        const Tcp::endpoint endpoint(asio::ip::make_address(options_.address), options_.port);
        acceptor_.open(endpoint.protocol());
        close_on_exec(acceptor_);
        acceptor_.set_option(Tcp::acceptor::reuse_address(true));
        acceptor_.bind(endpoint);
        acceptor_.listen();
        port_ = acceptor_.local_endpoint().port();
    } catch (const boost::system::system_error& error) {
        throw base::Error(base::ErrorKind::Config, "cannot listen on " + options_.address + " port " +
                                                       std::to_string(options_.port) + ": " + error.code().message());
    }
}

void ProbeServer::Impl::accept() {
    acceptor_.async_accept([this](beast::error_code error, Tcp::socket socket) {
        if (!error) {
            serve(std::move(socket));
            return accept();
        }
        // Out of file descriptors, most likely: look again soon rather than at once and for ever.
        retry_.expires_after(std::chrono::milliseconds(100));
        retry_.async_wait([this](beast::error_code) { accept(); });
    });
}

void ProbeServer::Impl::serve(Tcp::socket socket) {
    if (live_ >= options_.max_connections) return;
    ++live_;
    close_on_exec(socket);
    const std::shared_ptr<void> live(this, [this](void*) { --live_; });
    if (options_.certificate == nullptr) {
        std::make_shared<ProbeSession<beast::tcp_stream>>(options_, handler_, stop_.get_token(), live, nullptr,
                                                          std::move(socket))
            ->start();
    } else {
        const auto certificate = options_.certificate->current();
        std::make_shared<ProbeSession<TlsStream>>(options_, handler_, stop_.get_token(), live, certificate,
                                                  std::move(socket), *certificate)
            ->start();
    }
}

void ProbeServer::Impl::run() noexcept {
    while (!stop_.stop_requested()) {
        try {
            context_.run();
        } catch (const std::exception& error) {
            log_.error("probe server", {{"error", error.what()}});
        }
    }
}

ProbeServer::ProbeServer(ProbeServerOptions options, ProbeHandler handler, base::Logger log)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler), std::move(log))) {}
ProbeServer::~ProbeServer() = default;
std::uint16_t ProbeServer::port() const { return impl_->port(); }

}  // namespace telemetry
