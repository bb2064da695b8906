#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace http {

// Bytes as they arrive become lines: without their newline, empty ones left out, each at most `max_line_bytes` long.
// A line that came in one piece is handed out where it lies; only what is cut is copied. Threads: one at a time.
class LineSplitter {
public:
    using LineSink = std::function<bool(std::string_view line)>;

    explicit LineSplitter(std::size_t max_line_bytes);
    // False as soon as the sink returns false. Throws Error(Protocol) for a line beyond the cap.
    bool feed(std::string_view bytes, const LineSink& sink);
    // What follows the last newline, once nothing more can come.
    bool finish(const LineSink& sink);

private:
    void keep(std::string_view piece);
    const std::size_t max_line_bytes_;
    std::string begun_;
};

}  // namespace http
