#include "controller/commands/table.h"

#include <gtest/gtest.h>

#include "controller/commands/text.h"

namespace {

using commands::Colour;
using commands::Table;
using commands::Terminal;

Table towns() {
    Table table({{"NAME", 8}, {"USED"}, {"WHERE", 6}});
    table.add({{"edge-berlin"}, {"7/10"}, {"a long way from here"}});
    table.add({{"x"}, {""}, {"Zürich"}});
    return table;
}

Terminal wide(int width) { return {.interactive = true, .unicode = true, .colour = false, .width = width}; }

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
        out.push_back(text.substr(at, text.find('\n', at) - at));
    }
    return out;
}

}  // namespace

TEST(Table, ColumnsStandUnderTheirTitlesAndNoLineEndsInBlanks) {
    EXPECT_EQ(towns().text({}),
              "NAME         USED  WHERE\n"
              "edge-berlin  7/10  a long way from here\n"
              "x                  Zürich\n");
}

TEST(Table, IsNotCutWhereThereIsNoWidth) {
    EXPECT_NE(towns().text({}).find("a long way from here"), std::string::npos);
}

TEST(Table, TheLastColumnShrinksFirstAndNoLineIsTooLong) {
    EXPECT_EQ(lines(towns().text(wide(30)))[1], "edge-berlin  7/10  a long way…");
    for (int width = 22; width < 50; ++width) {
        for (const auto& line : lines(towns().text(wide(width)))) {
            EXPECT_LE(commands::display_width(line), width) << line;
        }
    }
}

TEST(Table, ThenTheOthersAndNoneBelowItsLeast) {
    EXPECT_EQ(lines(towns().text(wide(23)))[1], "edge-ber…  7/10  a lon…");
    EXPECT_EQ(lines(towns().text(wide(5)))[1], "edge-be…  7/10  a lon…")
        << "what would not be readable is not made narrower";
}

TEST(Table, ColourIsNoPartOfTheWidth) {
    Table table({{"A"}, {"B"}});
    table.add({{"1", Colour::Bad}, {"2"}});
    EXPECT_EQ(lines(table.text({.colour = true}))[1], "\033[31m1\033[0m  2");
    EXPECT_EQ(lines(table.text({}))[1], "1  2");
}
