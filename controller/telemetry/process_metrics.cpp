#include "controller/telemetry/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>
#include <sstream>
#include <vector>

#include "controller/base/error.h"
#include "controller/base/file.h"

namespace telemetry {

namespace {

// "" where there is no such file: a metric less is no reason to fail a scrape.
std::string read_if_there(const std::string& path) {
    try {
        return base::read_file(path);
    } catch (const base::Error&) {
        return "";
    }
}

// The fields of /proc/self/stat from the third on: the second, the program's name, may hold spaces and parentheses.
std::vector<double> stat_fields(const std::string& stat) {
    const auto name_end = stat.rfind(')');
    if (name_end == std::string::npos) return {};
    std::istringstream words(stat.substr(name_end + 1));
    std::string state;
    words >> state;
    return {std::istream_iterator<double>(words), {}};
}

}  // namespace

ProcessMetrics::ProcessMetrics(Metrics& metrics, std::string proc)
    : proc_(std::move(proc)),
      cpu_(metrics.counter(metric::process_cpu_seconds_total)),
      resident_(metrics.gauge(metric::process_resident_bytes)),
      virtual_(metrics.gauge(metric::process_virtual_bytes)),
      open_fds_(metrics.gauge(metric::process_open_fds)),
      max_fds_(metrics.gauge(metric::process_max_fds)),
      start_(metrics.gauge(metric::process_start_seconds)),
      threads_(metrics.gauge(metric::process_threads)),
      refresher_(metrics.before_scrape([this] { refresh(); })) {}

void ProcessMetrics::refresh() {
    read_stat();
    std::error_code ignored;
    const std::filesystem::directory_iterator fds(proc_ + "/self/fd", ignored);
    if (!ignored) open_fds_.Set(static_cast<double>(std::distance(fds, {}) - 1));  // without the one that lists them
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) max_fds_.Set(static_cast<double>(limit.rlim_cur));
}

// Numbers of the fields as in proc(5), less the four that stat_fields() leaves out and counts from.
void ProcessMetrics::read_stat() {
    const auto fields = stat_fields(read_if_there(proc_ + "/self/stat"));
    if (fields.size() < 21) return;
    const auto field = [&](std::size_t number) { return fields[number - 4]; };
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    const auto cpu = (field(14) + field(15)) / ticks;
    if (cpu > cpu_.Value()) cpu_.Increment(cpu - cpu_.Value());
    threads_.Set(field(20));
    if (const auto boot = boot_seconds()) start_.Set(*boot + field(22) / ticks);
    virtual_.Set(field(23));
    resident_.Set(field(24) * static_cast<double>(sysconf(_SC_PAGESIZE)));
}

std::optional<double> ProcessMetrics::boot_seconds() const {
    std::istringstream lines(read_if_there(proc_ + "/stat"));
    for (std::string word; lines >> word;) {
        double value = 0;
        if (word == "btime" && lines >> value) return value;
    }
    return std::nullopt;
}

}  // namespace telemetry
