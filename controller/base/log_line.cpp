#include "controller/base/log_line.h"

#include <fmt/format.h>

#include <iterator>

#include "controller/base/redaction.h"
#include "controller/base/rfc3339.h"
#include "controller/base/utf8.h"

namespace base {
namespace {

std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::Debug: return "debug";
        case LogLevel::Info: return "info";
        case LogLevel::Warn: return "warn";
        case LogLevel::Error: return "error";
    }
    return "error";
}

std::string_view padded_name_of(LogLevel level) {
    switch (level) {
        case LogLevel::Debug: return "DEBUG";
        case LogLevel::Info: return "INFO ";
        case LogLevel::Warn: return "WARN ";
        case LogLevel::Error: return "ERROR";
    }
    return "ERROR";
}

void append_quoted(std::string& line, std::string_view text) {
    line += '"';
    for (const char32_t code : decode_utf8(text)) {
        if (code == '"' || code == '\\') {
            line.append({'\\', static_cast<char>(code)});
        } else if (code == '\n') {
            line += "\\n";
        } else if (code == '\t') {
            line += "\\t";
        } else if (is_unprintable(code)) {
            fmt::format_to(std::back_inserter(line), "\\u{:04x}", static_cast<unsigned>(code));
        } else {
            append_utf8(line, code);
        }
    }
    line += '"';
}

bool is_plain(std::string_view text) {
    for (const char character : text) {
        if (character <= ' ' || character > '~' || character == '"' || character == '=' || character == '\\')
            return false;
    }
    return !text.empty();
}

void append_text(std::string& line, std::string_view text, bool spaces_are_fine) {
    if (spaces_are_fine) {
        std::string quoted;
        append_quoted(quoted, text);
        line.append(quoted, 1, quoted.size() - 2);
    } else if (is_plain(text)) {
        line += text;
    } else {
        append_quoted(line, text);
    }
}

}  // namespace

std::string format_log_line(LogFormat format, LogLevel level, WallTime time, std::string_view message,
                            const std::vector<LogField>& fields) {
    // Redacted part by part and before escaping: a secret with a quote in it reads differently afterwards, and one that
    // looks like a piece of the line's own syntax (others choose what is a secret) would take that out of the line.
    const Redaction& secrets = redaction();
    const auto shown = [&](const LogField& field) {
        return field.redacted ? secrets.redact(field.value) : field.value;
    };
    std::string line;
    if (format == LogFormat::Text) {
        line = fmt::format("{} {} ", format_rfc3339_micro(time), padded_name_of(level));
        append_text(line, secrets.redact(message), true);
        for (const LogField& field : fields) {
            line += ' ';
            append_text(line, field.key, false);
            line += '=';
            append_text(line, shown(field), false);
        }
        return line;
    }
    line = fmt::format(R"({{"time":"{}","level":"{}","msg":)", format_rfc3339_micro(time), name_of(level));
    append_quoted(line, secrets.redact(message));
    for (const LogField& field : fields) {
        line += ',';
        append_quoted(line, field.key);
        line += ':';
        const std::string value = shown(field);
        if (field.quoted || value != field.value) {
            append_quoted(line, value);
        } else {
            line += value;
        }
    }
    return line += '}';
}

}  // namespace base
