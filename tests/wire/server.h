#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "controller/http/message.h"
#include "tests/wire/certificates.h"
#include "tests/wire/peer.h"

namespace wire {

struct ServerTls {
    KeyPair identity;
    std::string client_ca_pem{};  // demands a client certificate where not empty
    bool only_tls_1_1 = false;
};

struct SslContextDeleter {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

// A server on loopback: one thread for each connection, which runs `behaviour` and then closes.
class Server {
public:
    using Behaviour = std::function<void(Peer&)>;

    explicit Server(Behaviour behaviour, const std::optional<ServerTls>& tls = std::nullopt);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    int port() const { return port_; }
    std::string url(const std::string& host = "127.0.0.1") const;
    int connections() const { return connections_; }

private:
    void accept();

    const Behaviour behaviour_;
    std::unique_ptr<SSL_CTX, SslContextDeleter> tls_;
    int listener_;
    int port_ = 0;
    std::atomic<int> connections_{0};
    std::vector<std::shared_ptr<Peer>> peers_;  // this and threads_: accept()'s alone until it has ended
    std::vector<std::jthread> threads_;
    std::jthread acceptor_;
};

// A socket on loopback that takes connections, for servers that are none of these; the caller's to close.
int listening_socket();
int port_of(int fd);

// A port of loopback on which nobody listens.
int free_port();

// A port of loopback that answers no attempt to connect, as a machine that is gone: its queue is full for good.
class BlackHole {
public:
    BlackHole();
    ~BlackHole();
    BlackHole(const BlackHole&) = delete;
    BlackHole& operator=(const BlackHole&) = delete;
    std::string url(const std::string& scheme = "http") const;

private:
    int listener_;
    std::vector<int> callers_;
};

// The requests a server got, for the test to read while it runs. Threads: any.
class Journal {
public:
    void add(http::Request request);
    std::vector<http::Request> requests() const;
    int count(const std::string& method) const;

private:
    mutable std::mutex mutex_;
    std::vector<http::Request> requests_;
};

// Answers every request on a connection with 200 and `body`, noting them.
Server::Behaviour answer_all(Journal& journal, std::string body = "ok");

}  // namespace wire
