#include "controller/base/log_line.h"

#include <fmt/format.h>

#include <iterator>

#include "controller/base/redaction.h"

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

// The length of the well-formed UTF-8 sequence at the front (Unicode 15, table 3-7), or 0.
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const auto follows = [&](std::size_t at, unsigned low = 0x80, unsigned high = 0xBF) {
        return at < text.size() && byte(at) >= low && byte(at) <= high;
    };
    const unsigned lead = byte(0);
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        return follows(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && follows(2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        return follows(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

void append_quoted(std::string& line, std::string_view text) {
    line += '"';
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        const char first = text.front();
        if (length == 0) {
            line += "\\ufffd";
        } else if (first == '"' || first == '\\') {
            line.append({'\\', first});
        } else if (first == '\n') {
            line += "\\n";
        } else if (first == '\t') {
            line += "\\t";
        } else if (static_cast<unsigned char>(first) < 0x20 || first == 0x7F) {
            fmt::format_to(std::back_inserter(line), "\\u{:04x}", static_cast<unsigned>(first));
        } else {
            line += text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
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
    // Redacted before escaping, since a secret with a quote in it reads differently afterwards.
    const Redaction& secrets = redaction();
    std::string line;
    if (format == LogFormat::Text) {
        line = fmt::format("{} {} ", format_rfc3339_micro(time), padded_name_of(level));
        append_text(line, secrets.redact(message), true);
        for (const LogField& field : fields) {
            line += ' ';
            append_text(line, field.key, false);
            line += '=';
            append_text(line, secrets.redact(field.value), false);
        }
        return line;
    }
    line = fmt::format(R"({{"time":"{}","level":"{}","msg":)", format_rfc3339_micro(time), name_of(level));
    append_quoted(line, secrets.redact(message));
    for (const LogField& field : fields) {
        line += ',';
        append_quoted(line, field.key);
        line += ':';
        if (field.quoted) {
            append_quoted(line, secrets.redact(field.value));
        } else {
            line += field.value;
        }
    }
    return line += '}';
}

}  // namespace base
