#include "tests/wire/server.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

#include "controller/http/tls_material.h"

namespace wire {
namespace {

int bound_socket() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error("no socket on loopback");
    }
    return fd;
}

SSL_CTX* make_context(const ServerTls& options) {
    SSL_CTX* context = SSL_CTX_new(TLS_server_method());
    const auto chain = http::parse_certificates(options.identity.cert_pem, "server");
    SSL_CTX_use_certificate(context, chain.front().get());
    SSL_CTX_use_PrivateKey(context, http::parse_private_key(options.identity.key_pem).get());
    if (!options.client_ca_pem.empty()) {
        SSL_CTX_set1_cert_store(context, http::make_trust_store(options.client_ca_pem).get());
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    }
    if (options.only_tls_1_1) {
        SSL_CTX_set_min_proto_version(context, TLS1_1_VERSION);
        SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
        SSL_CTX_set_cipher_list(context, "DEFAULT@SECLEVEL=0");
    }
    return context;
}

}  // namespace

Server::Server(Behaviour behaviour, const std::optional<ServerTls>& tls)
    : behaviour_(std::move(behaviour)), tls_(tls ? make_context(*tls) : nullptr), listener_(listening_socket()) {
    port_ = port_of(listener_);
    acceptor_ = std::jthread([this] { accept(); });
}

Server::~Server() {
    ::shutdown(listener_, SHUT_RDWR);  // accept() returns with an error
    acceptor_.join();
    ::close(listener_);
    for (const auto& peer : peers_) peer->shut_down();
}

std::string Server::url(const std::string& host) const {
    return (tls_ ? "https://" : "http://") + host + ":" + std::to_string(port_);
}

void Server::accept() {
    for (;;) {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) return;
        const int yes = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        const auto peer = std::make_shared<Peer>(fd, tls_.get(), ++connections_);
        peers_.push_back(peer);
        threads_.emplace_back([this, peer] {
            if (peer->handshake()) behaviour_(*peer);
            peer->close();
        });
    }
}

BlackHole::BlackHole() : listener_(bound_socket()) {
    if (listen(listener_, 0) != 0) throw std::runtime_error("cannot listen on loopback");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port_of(listener_)));
    for (int i = 0; i < 4; ++i) {
        callers_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        connect(callers_.back(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }
}

BlackHole::~BlackHole() {
    for (const int caller : callers_) ::close(caller);
    ::close(listener_);
}

std::string BlackHole::url(const std::string& scheme) const {
    return scheme + "://127.0.0.1:" + std::to_string(port_of(listener_));
}

int port_of(int fd) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

int listening_socket() {
    const int fd = bound_socket();
    if (listen(fd, 64) != 0) throw std::runtime_error("cannot listen on loopback");
    return fd;
}

int free_port() {
    const int fd = bound_socket();
    const int port = port_of(fd);
    ::close(fd);
    return port;
}

void Journal::add(http::Request request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
}

std::vector<http::Request> Journal::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

int Journal::count(const std::string& method) const {
    int count = 0;
    for (const http::Request& request : requests()) count += request.method == method ? 1 : 0;
    return count;
}

Server::Behaviour answer_all(Journal& journal, std::string body) {
    return [&journal, body = std::move(body)](Peer& peer) {
        while (auto request = peer.read_request()) {
            journal.add(std::move(*request));
            peer.reply(200, body);
        }
    };
}

}  // namespace wire
