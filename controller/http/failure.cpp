#include "controller/http/failure.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "controller/http/transport.h"

namespace http {
namespace {

using base::Error;
using base::ErrorKind;

struct Known {
    std::string_view begins;
    ErrorKind kind;
    bool before_request;
    bool stale;
    std::string_view sentence;  // "" keeps the library's own
};

constexpr std::array kKnown{
    Known{kStillLookedUp, ErrorKind::Unavailable, true, false, ""},
    Known{"Error resolving address", ErrorKind::Unavailable, true, false, "the host name cannot be resolved"},
    Known{"Failed to resolve address", ErrorKind::Unavailable, true, false, "the host name cannot be resolved"},
    Known{"Error resolving proxy address", ErrorKind::Unavailable, true, false, "the proxy's name cannot be resolved"},
    Known{"Failed to connect to any resolved endpoint", ErrorKind::Unavailable, true, false,
          "no connection: refused or unreachable"},
    Known{"Failed to connect to any resolved proxy endpoint", ErrorKind::Unavailable, true, false,
          "no connection to the proxy: refused or unreachable"},
    Known{"Failed to send connect request to proxy", ErrorKind::Unavailable, true, false,
          "the proxy closed the connection"},
    Known{"Failed to read HTTP status line from proxy", ErrorKind::Unavailable, true, false,
          "the proxy closed the connection"},
    Known{"Invalid HTTP status line during proxy connection", ErrorKind::Unavailable, true, false,
          "the proxy does not answer in HTTP"},
    Known{"Expected a 200 response from proxy, received: ", ErrorKind::Unavailable, true, false, ""},
    Known{"Error in SSL handshake", ErrorKind::Unavailable, true, false, "the TLS handshake failed"},
    Known{"Failed to write request headers", ErrorKind::Unavailable, false, true,
          "the connection was lost while the request was sent"},
    Known{"Failed to write request body", ErrorKind::Unavailable, false, true,
          "the connection was lost while the request was sent"},
    Known{"cannot rewind input stream for connection re-establishment", ErrorKind::Unavailable, false, true,
          "the peer closed the connection instead of answering"},
    Known{"Failed to read HTTP status line", ErrorKind::Unavailable, false, false,
          "the peer closed the connection instead of answering"},
    Known{"Failed to read response body", ErrorKind::Unavailable, false, false,
          "the connection was lost in the middle of the reply"},
    Known{"Retrieving message chunk header", ErrorKind::Unavailable, false, false,
          "the connection was lost in the middle of the reply"},
    Known{"Failed to read chunked response part", ErrorKind::Unavailable, false, false,
          "the connection was lost in the middle of the reply"},
    Known{"Invalid HTTP status line", ErrorKind::Protocol, false, false, "the peer does not answer in HTTP"},
    Known{"Invalid chunked response header", ErrorKind::Protocol, false, false, "the peer sent a damaged chunked body"},
};

// The library's words for a connection that nobody accepted in time: its own timer cancels the attempt. It has them in
// no other place where a time-out is reported; one that strikes later names what was being sent or read.
constexpr std::string_view kNeverConnected = "Request canceled by user.";

const Known* find(const std::string& message) {
    const auto found =
        std::ranges::find_if(kKnown, [&](const Known& entry) { return message.starts_with(entry.begins); });
    return found == kKnown.end() ? nullptr : found;
}

std::string sentence_for(const Failure& failure, const Known* entry, const std::string& refusal) {
    if (failure.is_timeout() && failure.message == kNeverConnected) return "no connection in time";
    if (failure.is_timeout()) return "no answer in time (" + failure.message + ")";
    if (entry == nullptr) return "the exchange failed: " + failure.message;
    if (entry->begins.starts_with("Error in SSL") && !refusal.empty()) {
        return "the peer's certificate is refused: " + refusal;
    }
    return entry->sentence.empty() ? failure.message : std::string(entry->sentence);
}

}  // namespace

bool Failure::is_timeout() const { return code == ETIMEDOUT; }

bool Failure::is_stale_connection() const {
    const Known* entry = find(message);
    return unsent || (entry != nullptr && entry->stale && !is_timeout());
}

bool Failure::is_before_request() const {
    const Known* entry = find(message);
    return unsent || (entry != nullptr && entry->before_request) || (is_timeout() && message == kNeverConnected);
}

Error to_error(const Failure& failure, const std::string& refusal) {
    const Known* entry = find(failure.message);
    ErrorKind kind = entry == nullptr ? ErrorKind::Unavailable : entry->kind;
    if (failure.is_timeout()) kind = ErrorKind::Timeout;
    const Error error(kind, sentence_for(failure, entry, refusal));
    return failure.is_before_request() ? error.with_reason(std::string(not_sent_reason)) : error;
}

}  // namespace http
