#include "tests/wire/peer.h"

#include <sys/socket.h>
#include <unistd.h>

#include <sstream>
#include <utility>

#include "controller/http/tls_material.h"

namespace wire {
namespace {

http::Request parse_head(const std::string& head) {
    http::Request request;
    std::istringstream lines(head);
    lines >> request.method >> request.target;
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line) && line != "\r") {
        const std::size_t colon = line.find(':');
        const std::size_t value = std::min(line.find_first_not_of(' ', colon + 1), line.size() - 1);
        request.headers.emplace(line.substr(0, colon), line.substr(value, line.size() - value - 1));
    }
    return request;
}

}  // namespace

Peer::Peer(int socket, SSL_CTX* tls, int number) : number_(number), socket_(socket) {
    if (tls == nullptr) return;
    tls_.reset(SSL_new(tls));
    SSL_set_fd(tls_.get(), socket_);
}

Peer::~Peer() { cut(); }

bool Peer::handshake() { return !tls_ || SSL_accept(tls_.get()) == 1; }

std::size_t Peer::read_some(char* data, std::size_t size) {
    if (socket_ < 0) return 0;
    const auto got = tls_ ? SSL_read(tls_.get(), data, static_cast<int>(size)) : recv(socket_, data, size, 0);
    return got > 0 ? static_cast<std::size_t>(got) : 0;
}

std::optional<http::Request> Peer::read_head() {
    std::string head;
    while (!head.ends_with("\r\n\r\n")) {
        char byte = 0;
        if (read_some(&byte, 1) == 0) return std::nullopt;
        head += byte;
    }
    return parse_head(head);
}

bool Peer::read_body(http::Request& request) {
    const auto length = request.headers.find("Content-Length");
    request.body.resize(length == request.headers.end() ? 0 : std::stoul(length->second));
    for (std::size_t got = 0; got < request.body.size();) {
        const std::size_t more = read_some(request.body.data() + got, request.body.size() - got);
        if (more == 0) return false;
        got += more;
    }
    return true;
}

std::optional<http::Request> Peer::read_request() {
    auto request = read_head();
    return request && read_body(*request) ? request : std::nullopt;
}

bool Peer::write(std::string_view bytes) {
    while (!bytes.empty() && socket_ >= 0) {
        const auto written = tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                                  : send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return socket_ >= 0;
}

bool Peer::reply(int status, const std::string& body, const http::Headers& headers) {
    std::string text = "HTTP/1.1 " + std::to_string(status) + " Words\r\n";
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    return write(text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
}

bool Peer::write_chunk(std::string_view data) {
    std::ostringstream chunk;
    chunk << std::hex << data.size() << "\r\n" << data << "\r\n";
    return write(chunk.str());
}

void Peer::wait_until_client_leaves() {
    char ignored[4096];
    while (read_some(ignored, sizeof ignored) > 0) {
    }
}

void Peer::close() {
    if (tls_ && socket_ >= 0) SSL_shutdown(tls_.get());  // sends close_notify, waits for nothing
    cut();
}

void Peer::cut() {
    const std::lock_guard lock(mutex_);
    if (socket_ < 0) return;
    ::shutdown(socket_, SHUT_WR);
    ::close(std::exchange(socket_, -1));
}

void Peer::reset() {
    const std::lock_guard lock(mutex_);
    if (socket_ < 0) return;
    const linger at_once{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(std::exchange(socket_, -1));
}

void Peer::shut_down() {
    const std::lock_guard lock(mutex_);
    if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
}

std::string Peer::server_name() const {
    const char* name = SSL_get_servername(tls_.get(), TLSEXT_NAMETYPE_host_name);
    return name == nullptr ? "" : name;
}

std::string Peer::client_subject() const {
    const http::Openssl<X509> certificate(SSL_get1_peer_certificate(tls_.get()));
    if (!certificate) return "";
    char name[200] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof name);
    return name;
}

}  // namespace wire
