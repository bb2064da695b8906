#include "controller/http/line_splitter.h"

#include <fmt/format.h>

#include "controller/base/error.h"

namespace http {
namespace {

// A line of a big object is no reason to keep its memory for all the small ones that follow.
constexpr std::size_t kWorthKeeping = std::size_t{64} << 10;

}  // namespace

LineSplitter::LineSplitter(std::size_t max_line_bytes) : max_line_bytes_(max_line_bytes) {}

bool LineSplitter::feed(std::string_view bytes, const LineSink& sink) {
    for (;;) {
        const std::size_t newline = bytes.find('\n');
        if (newline == std::string_view::npos) {
            keep(bytes);
            return true;
        }
        const std::string_view piece = bytes.substr(0, newline);
        bytes.remove_prefix(newline + 1);
        if (begun_.empty() && piece.size() <= max_line_bytes_) {
            if (!piece.empty() && !sink(piece)) return false;
        } else {
            keep(piece);
            if (!finish(sink)) return false;
        }
    }
}

bool LineSplitter::finish(const LineSink& sink) {
    if (begun_.empty()) return true;
    const bool go_on = sink(begun_);
    begun_.clear();
    if (begun_.capacity() > kWorthKeeping) std::string().swap(begun_);
    return go_on;
}

void LineSplitter::keep(std::string_view piece) {
    if (piece.size() > max_line_bytes_ - begun_.size()) {
        throw base::Error(base::ErrorKind::Protocol,
                          fmt::format("the peer sent a line of more than {} bytes", max_line_bytes_));
    }
    begun_.append(piece);
}

}  // namespace http
