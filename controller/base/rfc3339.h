#pragma once

#include <string>

#include "controller/base/clock.h"

namespace base {

// RFC 3339 in UTC. Seconds ("2026-01-02T03:04:05Z") as metav1.Time, microseconds as metav1.MicroTime.
std::string format_rfc3339(WallTime time);
std::string format_rfc3339_micro(WallTime time);

// Accepts both, with any number of fraction digits and "Z" or an offset. Throws Error(Protocol).
WallTime parse_rfc3339(const std::string& text);

}  // namespace base
