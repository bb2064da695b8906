#pragma once

#include <vector>

namespace bench {

// One figure at one moment.
struct Point {
    double seconds = 0;
    double value = 0;
};
using Series = std::vector<Point>;

// How far the later figure may lie above the earlier one: earlier * times + more. `both`: nor may it fall as far, since
// a program that falls silent is not steady either, nor one that was silent all the time.
struct Bound {
    double times = 1;
    double more = 0;
    bool both = false;
};

// The median of the last quarter of a run beside that of the second. In the first one caches and pools fill.
struct Judgement {
    double before = 0, after = 0;
    double lowest = 0, highest = 0;  // where `after` may be

    bool flat() const { return after >= lowest && after <= highest; }
};

// Throws std::invalid_argument where a quarter has fewer than five points.
Judgement judge(const Series& series, const Bound& bound);

// What a counter gained a minute, over `window` seconds before each point. The beginning has less to look back at; its
// first point is left out.
Series per_minute(const Series& counter, double window);

}  // namespace bench
