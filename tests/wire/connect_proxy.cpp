#include "tests/wire/connect_proxy.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace wire {
namespace {

std::string base64(const std::string& text) {
    std::string result((text.size() + 2) / 3 * 4, ' ');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(result.data()),
                    reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    return result;
}

int connect_to(int port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
    ::close(fd);
    return -1;
}

void copy(int from, int to) {
    char data[16384];
    for (ssize_t got = 0; (got = recv(from, data, sizeof data, 0)) > 0;) {
        if (send(to, data, static_cast<std::size_t>(got), MSG_NOSIGNAL) != got) break;
    }
    ::shutdown(to, SHUT_WR);
    ::shutdown(from, SHUT_RD);
}

}  // namespace

ConnectProxy::ConnectProxy(std::map<std::string, int> route, std::string credentials)
    : route_(std::move(route)),
      authorization_(credentials.empty() ? "" : "Basic " + base64(credentials)),
      server_([this](Peer& peer) { serve(peer); }) {}

void ConnectProxy::serve(Peer& peer) {
    while (const auto request = peer.read_request()) {
        journal_.add(*request);
        const auto authorization = request->headers.find("Proxy-Authorization");
        const std::string given = authorization == request->headers.end() ? "" : authorization->second;
        if (given != authorization_) {
            peer.reply(407, "who are you?", {{"Proxy-Authenticate", "Basic"}});
            return;
        }
        if (request->method != "CONNECT") {
            peer.reply(200, "from the proxy");
            continue;
        }
        const auto known = route_.find(request->target);
        const int upstream = known == route_.end() ? -1 : connect_to(known->second);
        if (upstream < 0) {
            peer.reply(502, "no way");
            return;
        }
        peer.write("HTTP/1.1 200 Connection established\r\n\r\n");
        {
            const std::jthread back([&] { copy(upstream, peer.socket()); });
            copy(peer.socket(), upstream);
        }
        ::close(upstream);
        return;
    }
}

}  // namespace wire
