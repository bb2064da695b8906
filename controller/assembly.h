#pragma once

#include <stop_token>

#include "controller/base/log.h"
#include "controller/options.h"
#include "controller/runtime/signals.h"

// Puts the program together (docs/architecture.md has the picture) and runs it until stop. Returns the exit status: 0
// after an orderly stop, 1 when the lease was lost. Throws Error where it cannot start.
int run_operator(const RunOptions& options, runtime::Signals& signals, const base::Logger& log);
