#include "controller/commands/output.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <system_error>

#include "controller/base/error.h"
#include "controller/base/json_tree.h"
#include "controller/base/redaction.h"
#include "controller/base/utf8.h"
#include "controller/commands/text.h"

namespace commands {

namespace {

// Of a JSON text in one line: whatever is unprintable there stands inside of a string, and none of it needs two \u.
std::string escape_unprintable(std::string_view json) {
    std::string out;
    for (const char32_t code : base::decode_utf8(json)) {
        if (base::is_unprintable(code)) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(code));
        } else {
            base::append_utf8(out, code);
        }
    }
    return out;
}

}  // namespace

void print(std::string_view text) {
    const auto safe = base::redaction().redact(text);
    const bool written = std::fwrite(safe.data(), 1, safe.size(), stdout) == safe.size() && std::fflush(stdout) == 0;
    if (written) return;
    throw base::Error(base::ErrorKind::Unavailable,
                      std::string("cannot write to standard output: ") + std::generic_category().message(errno));
}

void print_json(const nlohmann::json& value) { print(escape_unprintable(base::dump_json(value)) + "\n"); }

void note(std::string_view line) {
    const auto safe = printable(base::redaction().redact(line)) + "\n";
    std::fwrite(safe.data(), 1, safe.size(), stderr);
}

}  // namespace commands
