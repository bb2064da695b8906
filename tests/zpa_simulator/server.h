#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace simulator {

class Simulator;

struct ServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;  // 0: any free one
    bool tls = false;
    std::string certificate;  // PEM; with `key`. Empty: one of our own under a new authority, see Server::ca()
    std::string key;
    std::string authority;  // PEM of whoever signed `certificate`, only to hand it on
};

// Serves a Simulator over HTTP/1.1, plain or TLS, with one thread a connection. It listens once the constructor is
// through, which throws std::runtime_error when it cannot. Stopping ends calls that are held or slowed without a reply,
// closes every connection and joins every thread; the Simulator must outlive it and can be served again.
class Server {
public:
    explicit Server(Simulator& simulator, ServerOptions options = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void stop();  // idempotent

    [[nodiscard]] std::string url() const;  // https://127.0.0.1:PORT
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] const std::string& ca() const;      // PEM, "" for plain HTTP or a foreign certificate
    [[nodiscard]] std::uint64_t connections() const;  // accepted so far
    void close_connections();                         // all that are open, as a cut network would; it goes on listening

private:
    class Acceptor;
    std::unique_ptr<Acceptor> acceptor_;
};

}  // namespace simulator
