#include "controller/base/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>

#include "controller/base/clock.h"
#include "controller/base/line_writer.h"
#include "controller/base/log_line.h"

namespace base {
namespace {

// One for all loggers, so that their lines do not interleave.
LineWriter& standard_error() {
    static LineWriter writer(STDERR_FILENO);
    return writer;
}

class StandardError final : public LogSink {
public:
    explicit StandardError(LogFormat format) : format_(format) {}
    void write(std::string_view line) override {
        standard_error().write(line, [this](std::uint64_t dropped) {
            return format_log_line(format_, LogLevel::Warn, system_clock().wall(),
                                   "log lines dropped: nobody read them", {{"lines", dropped}});
        });
    }

private:
    const LogFormat format_;
};

}  // namespace

// JSON has no word for NaN and infinity, so these are quoted.
LogField::LogField(std::string_view key_text, double number)
    : key(key_text), value(fmt::format("{}", number)), quoted(!std::isfinite(number)) {}

struct Logger::Core {
    LogLevel level;
    LogFormat format;
    std::shared_ptr<LogSink> sink;
};

Logger::Logger() : Logger(LogLevel::Info, LogFormat::Text) {}

Logger::Logger(LogLevel level, LogFormat format, std::shared_ptr<LogSink> sink)
    : core_(std::make_shared<const Core>(
          Core{level, format, sink ? std::move(sink) : std::make_shared<StandardError>(format)})),
      fields_(std::make_shared<const std::vector<LogField>>()) {}

Logger Logger::with(std::initializer_list<LogField> fields) const {
    auto all = std::make_shared<std::vector<LogField>>(*fields_);
    all->insert(all->end(), fields);
    Logger copy = *this;
    copy.fields_ = std::move(all);
    return copy;
}

bool Logger::enabled(LogLevel level) const { return level >= core_->level; }

void Logger::debug(std::string_view message, std::initializer_list<LogField> fields) const {
    write(LogLevel::Debug, message, fields);
}

void Logger::info(std::string_view message, std::initializer_list<LogField> fields) const {
    write(LogLevel::Info, message, fields);
}

void Logger::warn(std::string_view message, std::initializer_list<LogField> fields) const {
    write(LogLevel::Warn, message, fields);
}

void Logger::error(std::string_view message, std::initializer_list<LogField> fields) const {
    write(LogLevel::Error, message, fields);
}

void Logger::write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) const {
    if (!enabled(level)) return;
    try {
        std::vector<LogField> all = *fields_;
        all.insert(all.end(), fields);
        core_->sink->write(format_log_line(core_->format, level, system_clock().wall(), message, all));
    } catch (...) {
        // A line that cannot be written must not take down what it reports on.
    }
}

}  // namespace base
