#pragma once

#include <nlohmann/json_fwd.hpp>
#include <ostream>
#include <string>
#include <vector>

namespace bench {

// What we promise of a figure: of itself, or of its ratio to the reference.
struct Budget {
    enum class Of { Measured, Ratio };
    enum class Bound { AtMost, AtLeast };
    Of of = Of::Measured;
    Bound bound = Bound::AtMost;
    double limit = 0;
};

inline Budget at_most(double limit) { return {Budget::Of::Measured, Budget::Bound::AtMost, limit}; }
inline Budget at_least(double limit) { return {Budget::Of::Measured, Budget::Bound::AtLeast, limit}; }
inline Budget at_most_times(double limit) { return {Budget::Of::Ratio, Budget::Bound::AtMost, limit}; }
inline Budget at_least_times(double limit) { return {Budget::Of::Ratio, Budget::Bound::AtLeast, limit}; }

// One figure beside what it is compared to, measured in the same run or computed from what ZPA allows.
struct Row {
    std::string name;  // for programs: "idle.memory"
    std::string what;  // for people
    double measured = 0;
    std::string unit;
    double reference = 0;
    std::string against;  // what the reference is
    Budget budget;
    std::string note{};

    double ratio() const { return measured / reference; }
    bool ok() const;
};

// The rows of one run. Threads: one.
class Report {
public:
    void add(Row row);  // also says so on stderr, since the table comes last
    bool ok() const;
    void print(std::ostream& out) const;
    nlohmann::json to_json() const;

private:
    std::vector<Row> rows_;
};

}  // namespace bench
