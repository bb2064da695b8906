#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>

namespace tests {

// A TCP connection to a loopback port that sends what it is told, badly formed or not. Gives up reading after ten seconds.
class RawClient {
public:
    explicit RawClient(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval limit{10, 0};
        setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        // The C interface of sockets takes every kind of address as this one.
        if (connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            throw std::runtime_error("cannot connect");
        }
    }
    ~RawClient() { close(fd_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool send(const std::string& text) {
        return ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
    }
    // All until the peer closes; what came before a reset or the limit counts too.
    std::string read_all() {
        std::string result;
        std::array<char, 4096> part{};
        while (true) {
            const auto size = recv(fd_, part.data(), part.size(), 0);
            if (size <= 0) {
                timed_out_ = size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
                return result;
            }
            result.append(part.data(), static_cast<std::size_t>(size));
        }
    }
    bool timed_out() const { return timed_out_; }

private:
    int fd_;
    bool timed_out_ = false;
};

}  // namespace tests
