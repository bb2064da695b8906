#include "controller/base/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>

#include "controller/base/clock.h"
#include "controller/base/log_line.h"
#include "controller/base/mutex.h"

namespace base {
namespace {

class StandardError final : public LogSink {
public:
    void write(std::string_view line) override {
        std::string whole(line);
        whole += '\n';
        const MutexLock lock(mutex_);
        std::string_view rest = whole;
        while (!rest.empty()) {
            const ssize_t written = ::write(STDERR_FILENO, rest.data(), rest.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return;  // nobody is left to tell
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
    }

private:
    Mutex mutex_;  // one line at a time
};

// One for all loggers, so that their lines do not interleave.
const std::shared_ptr<LogSink>& standard_error() {
    static const std::shared_ptr<LogSink> sink = std::make_shared<StandardError>();
    return sink;
}

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
          Core{level, format, sink ? std::move(sink) : std::shared_ptr(standard_error())})),
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
