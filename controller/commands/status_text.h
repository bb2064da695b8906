#pragma once

#include <string>

#include "controller/commands/status_report.h"
#include "controller/commands/terminal.h"

namespace commands {

// The report for people: tenants, then one line a key with its bar. With `namespaces` a column says where each is.
// Pure.
std::string to_text(const StatusReport& report, bool namespaces, const Terminal& terminal);

}  // namespace commands
