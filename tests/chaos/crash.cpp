#include "tests/chaos/crash.h"

#include <fmt/format.h>

#include <sstream>

namespace chaos {

namespace {

constexpr auto kLeaseLost = "leader election lost";  // as the program says it, in controller/assembly.cpp
constexpr int kCodeOfLoss = 1;
constexpr const char* kReports[] = {"Sanitizer:", "runtime error:"};
constexpr std::size_t kTail = 3000;

bool has(const std::string& text, const char* words) { return text.find(words) != std::string::npos; }

std::string reported(const std::string& output) {
    std::string out;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        if (has(line, kReports[0]) || has(line, kReports[1])) out += line + '\n';
    }
    return out;
}

}  // namespace

std::string tail(const std::string& text) {
    return text.size() <= kTail ? text : "…" + text.substr(text.size() - kTail);
}

std::string crash_in(const std::string& output, int code, bool by_itself) {
    const bool lost = code == kCodeOfLoss && has(output, kLeaseLost);
    auto report = reported(output);
    if (report.empty() && (!by_itself || lost)) return "";
    return fmt::format("ended{} with {}:\n{}{}", by_itself ? " by itself" : "", code, report, tail(output));
}

}  // namespace chaos
