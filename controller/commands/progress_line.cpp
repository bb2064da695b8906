#include "controller/commands/progress_line.h"

#include <fmt/format.h>

#include <chrono>

#include "controller/commands/bar.h"
#include "controller/commands/text.h"

namespace commands {

namespace {

constexpr auto kQuiet = std::chrono::seconds(2);
constexpr auto kBetweenPlainLines = std::chrono::seconds(15);
constexpr int kCells = 20;
constexpr auto kClearLine = "\r\033[K";

}  // namespace

void ProgressLine::begin(std::string what, std::size_t total) {
    what_ = std::move(what);
    done_ = 0;
    total_ = total;
}

std::string ProgressLine::tick(base::Instant now) {
    if (what_.empty() || now - start_ < kQuiet) return "";
    if (!terminal_.interactive && visible_ && now - shown_ < kBetweenPlainLines) return "";
    visible_ = true;
    shown_ = now;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - start_).count();
    if (!terminal_.interactive) return fmt::format("  {}: {} of {}, {} s\n", what_, done_, total_, seconds);
    const auto count = [](std::size_t number) { return static_cast<std::int64_t>(number); };
    const auto line = fmt::format("  {} {} {}/{}, {} s", what_,
                                  bar(count(done_), count(total_), kCells, terminal_.unicode), done_, total_, seconds);
    return kClearLine + fit(line, terminal_.width - 1, terminal_.unicode);
}

std::string ProgressLine::end() const { return visible_ && terminal_.interactive ? kClearLine : ""; }

}  // namespace commands
