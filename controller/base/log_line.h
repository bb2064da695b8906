#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "controller/base/clock.h"
#include "controller/base/log.h"

namespace base {

// One log line as text, apart from where it goes. What is unprintable (utf8.h) is escaped and bytes that are not UTF-8
// are replaced, so that a line stays a line and JSON stays JSON whatever the outside sends. What
// base::redaction() knows is replaced in the message and in values that are not verbatim, never in keys and the syntax
// around them, which are ours. Threads: any.
//   Json: {"time":"...","level":"info","msg":"...","key":"value",...}
//   Text: 2026-01-02T03:04:05.000000Z INFO  message key=value other="two words"
std::string format_log_line(LogFormat format, LogLevel level, WallTime time, std::string_view message,
                            const std::vector<LogField>& fields);

}  // namespace base
