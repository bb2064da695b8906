#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "controller/http/message.h"

namespace wire {

struct SslDeleter {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
};

// The server's side of one connection. It does what a test tells it to, down to the byte, on blocking sockets; errors
// of the socket are the client's leaving and end quietly. Threads: one, except shut_down().
class Peer {
public:
    Peer(int socket, SSL_CTX* tls, int number);
    ~Peer();
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    bool handshake();
    std::optional<http::Request> read_request();  // nullopt: the client has gone
    // Up to the empty line and no further: the body stays in the socket until read_body().
    std::optional<http::Request> read_head();
    bool read_body(http::Request& request);
    bool write(std::string_view bytes);
    bool reply(int status, const std::string& body = {}, const http::Headers& headers = {});
    bool write_chunk(std::string_view data);  // "" is the last one
    void wait_until_client_leaves();

    void close();      // as HTTP servers do: close_notify over TLS, then FIN
    void cut();        // FIN without close_notify
    void reset();      // RST
    void shut_down();  // from another thread: whatever is blocked returns

    int number() const { return number_; }  // of the connection, from 1
    int socket() const { return socket_; }
    std::string server_name() const;     // that the client asked for
    std::string client_subject() const;  // of its certificate

private:
    std::size_t read_some(char* data, std::size_t size);

    const int number_;
    std::mutex mutex_;  // guards socket_ between close() and shut_down()
    int socket_;
    std::unique_ptr<SSL, SslDeleter> tls_;
};

}  // namespace wire
