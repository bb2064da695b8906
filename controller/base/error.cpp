#include "controller/base/error.h"

namespace base {

std::string_view to_string(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::NotFound: return "NotFound";
        case ErrorKind::AlreadyExists: return "AlreadyExists";
        case ErrorKind::Conflict: return "Conflict";
        case ErrorKind::Gone: return "Gone";
        case ErrorKind::Invalid: return "Invalid";
        case ErrorKind::Unauthorized: return "Unauthorized";
        case ErrorKind::Forbidden: return "Forbidden";
        case ErrorKind::TooManyRequests: return "TooManyRequests";
        case ErrorKind::Unavailable: return "Unavailable";
        case ErrorKind::Timeout: return "Timeout";
        case ErrorKind::Cancelled: return "Cancelled";
        case ErrorKind::Fenced: return "Fenced";
        case ErrorKind::Protocol: return "Protocol";
        case ErrorKind::Config: return "Config";
    }
    return "Unknown";
}

Error Error::with_http_status(int status) const {
    Error copy = *this;
    copy.http_status_ = status;
    return copy;
}

Error Error::with_reason(std::string reason) const {
    Error copy = *this;
    copy.reason_ = std::move(reason);
    return copy;
}

Error Error::with_retry_after(std::chrono::milliseconds delay) const {
    Error copy = *this;
    copy.retry_after_ = delay;
    return copy;
}

Error Error::with_kind(ErrorKind kind) const {
    Error copy = *this;
    copy.kind_ = kind;
    return copy;
}

Error Error::with_context(const std::string& what_was_tried) const {
    Error copy(kind_, what_was_tried + ": " + what());
    copy.http_status_ = http_status_;
    copy.reason_ = reason_;
    copy.retry_after_ = retry_after_;
    return copy;
}

}  // namespace base
