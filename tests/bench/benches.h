#pragma once

#include <string>
#include <vector>

#include "tests/bench/report.h"

namespace bench {

struct Settings {
    bool full = false;                       // the numbers of the budgets where the usual run takes fewer, to be short
    double rate_window = 10;                 // seconds; ZPA's is 10
    double minutes = 6;                      // of the long run; two hours of operation
    std::string out = "build/long-run.svg";  // its plots; the samples are beside it, as .csv
};

// One thing that is measured: adds its rows to the report. Throws what it could not do, so that a figure is never
// missing in silence. Runs alone, on the program's main thread.
struct Bench {
    const char* name;
    const char* what;
    void (*run)(const Settings& settings, Report& report);
    bool needs_cluster = true;
    bool by_name_only = false;  // takes long, and measures no promise of speed or size
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
void measure_long(const Settings& settings, Report& report);

}  // namespace bench
