#include "controller/telemetry/process_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace {

using testing::HasSubstr;
using testing::Not;

double value_of(const std::string& text, const std::string& name) {
    const auto place = text.find("\n" + name + " ");
    return place == std::string::npos ? -1 : std::stod(text.substr(place + name.size() + 2));
}

TEST(ProcessMetrics, DescribeThisProcess) {
    telemetry::Metrics metrics;
    const telemetry::ProcessMetrics process(metrics);
    const auto text = metrics.scrape();
    EXPECT_GT(value_of(text, "process_resident_memory_bytes"), 1e6);
    EXPECT_GE(value_of(text, "process_virtual_memory_bytes"), value_of(text, "process_resident_memory_bytes"));
    EXPECT_GE(value_of(text, "process_open_fds"), 3);
    EXPECT_GT(value_of(text, "process_max_fds"), value_of(text, "process_open_fds"));
    EXPECT_GE(value_of(text, "process_threads"), 1);
    const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    EXPECT_LE(value_of(text, "process_start_time_seconds"), now + 2);
    EXPECT_GE(value_of(text, "process_cpu_seconds_total"), 0);
}

TEST(ProcessMetrics, AStrangeProgramNameConfusesNobody) {
    const auto proc = std::filesystem::temp_directory_path() / ("proc-" + std::to_string(getpid()));
    std::filesystem::create_directories(proc / "self");
    std::ofstream(proc / "self/stat") << "7 (a) b (c) S 1 1 1 0 -1 0 1 2 3 4 " << 2 * sysconf(_SC_CLK_TCK)
                                      << " 0 0 0 20 0 "
                                      << "9 0 0 4096 2 99";
    std::ofstream(proc / "stat") << "cpu 1 2 3\nbtime 1000\n";
    telemetry::Metrics metrics;
    const telemetry::ProcessMetrics process(metrics, proc.string());
    const auto text = metrics.scrape();
    std::filesystem::remove(proc / "stat");
    const auto later = metrics.scrape();
    std::filesystem::remove_all(proc);
    EXPECT_EQ(value_of(later, "process_start_time_seconds"), 1000) << "what cannot be read keeps its last value";
    EXPECT_EQ(value_of(text, "process_cpu_seconds_total"), 2);
    EXPECT_EQ(value_of(text, "process_threads"), 9);
    EXPECT_EQ(value_of(text, "process_start_time_seconds"), 1000);
    EXPECT_EQ(value_of(text, "process_virtual_memory_bytes"), 4096);
}

TEST(ProcessMetrics, WithoutProcStayAtZero) {
    telemetry::Metrics metrics;
    const telemetry::ProcessMetrics process(metrics, "/nowhere");
    EXPECT_EQ(value_of(metrics.scrape(), "process_resident_memory_bytes"), 0);
}

}  // namespace
