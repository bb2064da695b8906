#pragma once

#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <atomic>
#include <stop_token>

namespace simulator {

class Simulator;

// One connection: reads calls and writes replies until the peer leaves, a reply is dropped, or somebody cuts it. `run`
// belongs to one thread; `cut` may be called from any other, while the session lives.
class Session {
public:
    Session(Simulator& simulator, boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls);

    void run(const std::stop_token& stop);  // never throws
    void cut();

private:
    template <class Stream>
    void serve(Stream& stream, const std::stop_token& stop);

    Simulator& simulator_;
    boost::asio::ip::tcp::socket socket_;
    boost::asio::ssl::context* tls_;
    std::string source_;
};

}  // namespace simulator
