#include "controller/http/pooled_socket.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

namespace http {
namespace {

bool was_silent_for(int socket, std::chrono::milliseconds limit) {
    tcp_info info{};
    socklen_t size = sizeof info;
    const bool known = getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0;
    return !known || std::chrono::milliseconds(info.tcpi_last_data_recv) >= limit;
}

}  // namespace

bool is_stale(int socket, const std::optional<std::chrono::milliseconds>& reuse_limit) {
    char byte = 0;
    const ssize_t got = recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) return true;
    return reuse_limit && was_silent_for(socket, *reuse_limit);
}

}  // namespace http
