#pragma once

#include <string>
#include <string_view>

#include "controller/base/error.h"

namespace http {

// How an exchange broke, in cpprestsdk's terms. The library is archived, so its texts are as stable as its codes, and
// they say more: code 113 stands for "refused" as well as for "the pooled connection was closed".
struct Failure {
    int code = 0;  // an errno value, or what boost.asio had
    std::string message{};
    bool unsent = false;   // found stale before the first byte was written
    bool untried = false;  // it would have needed a connection, and none was tried

    bool is_timeout() const;
    // A pooled connection had been closed by the peer in the meantime, or may have been.
    bool is_stale_connection() const;
    // No byte of the request can have reached the peer.
    bool is_before_request() const;
};

// The message of one that was not tried since its host is still being looked up.
inline constexpr std::string_view kStillLookedUp = "the host name is still being looked up for an earlier call";

// As Error(Timeout), Error(Protocol) or Error(Unavailable), with reason not_sent_reason where that is sure.
// `refusal` is what TLS had against the peer's certificate, or "".
base::Error to_error(const Failure& failure, const std::string& refusal);

}  // namespace http
