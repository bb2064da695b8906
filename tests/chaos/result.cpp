#include "tests/chaos/result.h"

#include <fmt/format.h>

namespace chaos {

namespace {

constexpr int kMany = 500;  // kills, half of them at one of eighteen steps

}  // namespace

int RunResult::all_faults() const {
    int sum = 0;
    for (const auto& [name, count] : faults) sum += count;
    return sum;
}

void RunResult::count_diary(const std::vector<Diary::Line>& lines) {
    for (const auto& line : lines) {
        const std::string held = kHeld;
        if (line.text.starts_with(held)) ++steps[line.text.substr(held.size())];
        const auto name = line.text.find_first_not_of(' '), end = line.text.find(kCameToNothing);
        if (end != std::string::npos) ++nothing[line.text.substr(name, end - name)];
    }
}

void RunResult::add(const RunResult& other) {
    kills += other.kills;
    deeds += other.deeds;
    keys += other.keys;
    for (const auto member :
         {&RunResult::faults, &RunResult::ends, &RunResult::steps, &RunResult::nothing, &RunResult::excuses}) {
        for (const auto& [name, count] : other.*member) (this->*member)[name] += count;
    }
}

std::string proves_nothing(int runs, const RunResult& all, const std::vector<std::string>& steps) {
    if (runs == 0) return "no world was begun";
    if (all.keys == 0) return "ZPA made no key";
    for (const auto& step : steps) {
        if (all.kills >= kMany && !all.steps.contains(step))
            return fmt::format("in {} kills nobody was held {}", all.kills, step);
    }
    return "";
}

}  // namespace chaos
