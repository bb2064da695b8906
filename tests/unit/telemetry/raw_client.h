#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>

namespace tests {

// A TCP connection to a loopback port that sends what it is told, badly formed or not. Gives up reading after ten
// seconds.
class RawClient {
public:
    enum class Loopback { Ipv4, Ipv6 };
    struct NoSuchAddress : std::runtime_error {
        using std::runtime_error::runtime_error;
    };

    explicit RawClient(std::uint16_t port, Loopback loopback = Loopback::Ipv4)
        : fd_(socket(loopback == Loopback::Ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const timeval limit{10, 0};
        setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        sockaddr_in ipv4{};
        ipv4.sin_family = AF_INET;
        ipv4.sin_port = htons(port);
        ipv4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        sockaddr_in6 ipv6{};
        ipv6.sin6_family = AF_INET6;
        ipv6.sin6_port = htons(port);
        ipv6.sin6_addr = in6addr_loopback;
        if (connect_to(loopback == Loopback::Ipv6, ipv4, ipv6) == 0) return;
        const bool unknown = errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT || errno == EBADF;
        close(fd_);
        if (unknown) throw NoSuchAddress("no such address here");
        throw std::runtime_error("cannot connect");
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
    // The C interface of sockets takes every kind of address as this one.
    int connect_to(bool ipv6, const sockaddr_in& four, const sockaddr_in6& six) const {
        return ipv6 ? connect(fd_, reinterpret_cast<const sockaddr*>(&six), sizeof six)
                    : connect(fd_, reinterpret_cast<const sockaddr*>(&four), sizeof four);
    }
    int fd_;
    bool timed_out_ = false;
};

}  // namespace tests
