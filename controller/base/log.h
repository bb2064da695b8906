#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace base {

enum class LogLevel { Debug, Info, Warn, Error };
enum class LogFormat { Text, Json };

// One named value of a log line. Numbers and booleans stay unquoted in JSON.
struct LogField {
    LogField(std::string_view key_text, std::string_view text) : key(key_text), value(text), quoted(true) {}
    LogField(std::string_view key_text, const char* text) : LogField(key_text, std::string_view(text)) {}
    LogField(std::string_view key_text, const std::string& text) : LogField(key_text, std::string_view(text)) {}
    LogField(std::string_view key_text, bool flag) : key(key_text), value(flag ? "true" : "false"), quoted(false) {}
    LogField(std::string_view key_text, double number);
    template <typename Integer>
        requires std::is_integral_v<Integer>
    LogField(std::string_view key_text, Integer number) : key(key_text), value(std::to_string(number)), quoted(false) {}

    // For what says which object a line is about: words of ours, and names, which are no secrets wherever they stand.
    // Others choose what is a secret, and with it would choose whose lines are lost.
    static LogField verbatim(std::string_view key_text, std::string_view text) {
        LogField field(key_text, text);
        field.redacted = false;
        return field;
    }

    std::string key;  // ours
    std::string value;
    bool quoted;
    bool redacted = true;
};

// Where lines go. write() gets one whole line without a newline, already redacted, and does not hold up for long
// whoever has something to tell. Threads: any.
class LogSink {
public:
    virtual ~LogSink() = default;
    virtual void write(std::string_view line) = 0;
};

// A logger with its fixed fields; cheap to copy. Lines go to standard error unless a sink is given; where nobody reads
// that, they are dropped and counted (line_writer.h).
//
// Guarantees: one line a call, never interleaved; what is unprintable (utf8.h) escaped; every text that was registered
// with base::redaction() is replaced where it stands in a message or a value, unless that is verbatim, before it
// leaves; never throws.
class Logger {
public:
    Logger();  // Info, Text, standard error
    Logger(LogLevel level, LogFormat format, std::shared_ptr<LogSink> sink = nullptr);

    Logger with(std::initializer_list<LogField> fields) const;
    bool enabled(LogLevel level) const;

    void debug(std::string_view message, std::initializer_list<LogField> fields = {}) const;
    void info(std::string_view message, std::initializer_list<LogField> fields = {}) const;
    void warn(std::string_view message, std::initializer_list<LogField> fields = {}) const;
    void error(std::string_view message, std::initializer_list<LogField> fields = {}) const;

private:
    struct Core;
    void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) const;
    std::shared_ptr<const Core> core_;
    std::shared_ptr<const std::vector<LogField>> fields_;
};

}  // namespace base
