#include "controller/commands/output.h"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "controller/base/error.h"
#include "controller/base/redaction.h"
#include "controller/commands/text.h"

namespace commands {

void print(std::string_view text) {
    const auto safe = base::redaction().redact(text);
    const bool written = std::fwrite(safe.data(), 1, safe.size(), stdout) == safe.size() && std::fflush(stdout) == 0;
    if (written) return;
    throw base::Error(base::ErrorKind::Unavailable,
                      std::string("cannot write to standard output: ") + std::generic_category().message(errno));
}

void note(std::string_view line) {
    const auto safe = printable(base::redaction().redact(line)) + "\n";
    std::fwrite(safe.data(), 1, safe.size(), stderr);
}

}  // namespace commands
