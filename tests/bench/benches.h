#pragma once

#include <string>
#include <vector>

#include "tests/bench/report.h"

namespace bench {

struct Settings {
    bool full = false;        // the numbers of the budgets where the usual run takes fewer, to be short
    double rate_window = 10;  // seconds; ZPA's is 10
};

// One thing that is measured: adds its rows to the report. Throws what it could not do, so that a figure is never
// missing in silence. Runs alone, on the program's main thread.
struct Bench {
    const char* name;
    const char* what;
    void (*run)(const Settings& settings, Report& report);
    bool needs_cluster = true;
};

void measure_no_op(const Settings& settings, Report& report);
void measure_holders(const Settings& settings, Report& report);
void measure_idle(const Settings& settings, Report& report);
void measure_latency(const Settings& settings, Report& report);
void measure_heal(const Settings& settings, Report& report);
void measure_take_over(const Settings& settings, Report& report);
void measure_burst(const Settings& settings, Report& report);
void measure_limit(const Settings& settings, Report& report);
void measure_fleet(const Settings& settings, Report& report);

}  // namespace bench
