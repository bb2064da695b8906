#pragma once

#include "controller/base/log.h"
#include "controller/options.h"

// Refuses what cannot work together. Throws Error(Config) that names the flags and their values.
void check_settings(const RunOptions& options);

// Warns of what the flags leave out, once, at the start.
void announce_limits(const RunOptions& options, const base::Logger& log);
