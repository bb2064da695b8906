#include "tests/bench/plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bench {
namespace {

using testing::HasSubstr;
using testing::Not;

Sheet sheet_of(std::vector<Panel> panels) { return {"A run", "twice & more", "minutes", 120, std::move(panels)}; }

TEST(Plot, SaysWhatItShows) {
    const auto svg = to_svg(sheet_of({{"Memory", "MB", {{0, 40}, {120, 41}}, "40 → 41, flat", true}}));
    for (const auto* text : {"<title>A run</title>", ">Memory<", ">MB<", ">minutes<", ">40 → 41, flat<", ">120<",
                             "prefers-color-scheme: dark", "class=\"paper\""}) {
        EXPECT_THAT(svg, HasSubstr(text));
    }
    EXPECT_THAT(svg, Not(HasSubstr("end bad")));
}

TEST(Plot, EscapesWhatIsMarkup) { EXPECT_THAT(to_svg(sheet_of({})), HasSubstr("twice &amp; more")); }

TEST(Plot, MarksWhatIsNotFlat) {
    EXPECT_THAT(to_svg(sheet_of({{"Memory", "MB", {{0, 40}}, "NOT FLAT", false}})), HasSubstr("class=\"end bad\""));
}

TEST(Plot, AnAxisBeginsAtZeroAlsoWhereThereIsNothing) {
    const auto svg = to_svg(sheet_of({{"Queue", "objects", {{0, 0}, {120, 0}}, "", true}}));
    EXPECT_THAT(svg, Not(HasSubstr("nan")));
    EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

}  // namespace
}  // namespace bench
