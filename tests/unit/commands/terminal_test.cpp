#include "controller/commands/terminal.h"

#include <gtest/gtest.h>

#include <map>

namespace {

base::Environment environment(std::map<std::string, std::string> variables) {
    return [variables = std::move(variables)](std::string_view name) {
        const auto found = variables.find(std::string(name));
        return found == variables.end() ? std::string() : found->second;
    };
}

using commands::describe_terminal;

}  // namespace

TEST(Terminal, ThePlainestWhereNothingIsSaid) {
    const auto terminal = describe_terminal(environment({}), false, 0);
    EXPECT_FALSE(terminal.unicode);
    EXPECT_FALSE(terminal.colour);
    EXPECT_FALSE(terminal.interactive);
    EXPECT_EQ(terminal.width, 0);
}

TEST(Terminal, TheLocaleSaysWhetherThereIsMoreThanAscii) {
    EXPECT_TRUE(describe_terminal(environment({{"LANG", "de_DE.UTF-8"}}), false, 0).unicode);
    EXPECT_TRUE(describe_terminal(environment({{"LC_CTYPE", "C.utf8"}}), false, 0).unicode);
    EXPECT_FALSE(describe_terminal(environment({{"LC_ALL", "C"}, {"LANG", "de_DE.UTF-8"}}), true, 80).unicode);
}

TEST(Terminal, ColourNeedsATerminalAndNobodyWhoMinds) {
    EXPECT_TRUE(describe_terminal(environment({{"TERM", "xterm"}}), true, 80).colour);
    EXPECT_FALSE(describe_terminal(environment({{"TERM", "xterm"}}), false, 80).colour);
    EXPECT_FALSE(describe_terminal(environment({{"NO_COLOR", "1"}}), true, 80).colour);
    EXPECT_FALSE(describe_terminal(environment({{"TERM", "dumb"}}), true, 80).colour);
}

TEST(Terminal, WidthIsTheTerminalsOwnThenColumnsThenTheUsual) {
    EXPECT_EQ(describe_terminal(environment({{"COLUMNS", "50"}}), true, 120).width, 120);
    EXPECT_EQ(describe_terminal(environment({{"COLUMNS", "50"}}), true, 0).width, 50);
    EXPECT_EQ(describe_terminal(environment({{"COLUMNS", "x"}}), true, 0).width, 80);
    EXPECT_EQ(describe_terminal(environment({{"COLUMNS", "50"}}), false, 0).width, 0);
}
