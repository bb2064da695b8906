#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace base {

// What went wrong, in the words of the API server where it has one. Callers branch on the kind, never on the text.
enum class ErrorKind {
    NotFound,         // 404, or ZPA's 400 resource.not.found
    AlreadyExists,    // 409 with reason AlreadyExists
    Conflict,         // 409: somebody else wrote in between; read again
    Gone,             // 410: the resource version is too old
    Invalid,          // 400, 422: the request itself is wrong and stays wrong
    Unauthorized,     // 401
    Forbidden,        // 403
    TooManyRequests,  // 429
    Unavailable,      // 5xx, connection refused or lost: the world may cure it
    Timeout,          // no answer before the deadline
    Cancelled,        // the caller's stop token ended it
    Fenced,           // the write fence refused: this process may not write any more
    Protocol,         // the peer sent what the protocol does not allow, or more than the caps allow
    Config,           // files, flags or environment of this process are wrong
};

std::string_view to_string(ErrorKind kind);

// The one exception type of the program: a kind to branch on and a sentence for people, built outwards by
// with_context(): "update status of ProvisioningKey a/b: 409 Conflict: ...".
//
// Guarantees: what() never holds a secret value; whoever builds an Error from outside text caps and redacts it.
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}

    ErrorKind kind() const { return kind_; }
    int http_status() const { return http_status_; }       // 0 where there was no reply
    const std::string& reason() const { return reason_; }  // Status.reason or ZPA's error id, or ""
    std::optional<std::chrono::milliseconds> retry_after() const { return retry_after_; }

    // Each returns a copy with one more fact.
    Error with_http_status(int status) const;
    Error with_reason(std::string reason) const;
    Error with_retry_after(std::chrono::milliseconds delay) const;
    Error with_context(const std::string& what_was_tried) const;  // "what_was_tried: message"
    // A copy with the same facts, of another kind: for who knows better what it means.
    Error with_kind(ErrorKind kind) const;

private:
    ErrorKind kind_;
    int http_status_ = 0;
    std::string reason_;
    std::optional<std::chrono::milliseconds> retry_after_;
};

}  // namespace base
