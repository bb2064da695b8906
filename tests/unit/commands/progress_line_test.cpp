#include "controller/commands/progress_line.h"

#include <gtest/gtest.h>

namespace {

using commands::ProgressLine;
using std::chrono::milliseconds;
using std::chrono::seconds;

const base::Instant kStart = base::Instant(std::chrono::hours(1));

}  // namespace

TEST(ProgressLine, SaysNothingInTheFirstTwoSeconds) {
    ProgressLine line({.interactive = true, .unicode = true, .width = 80}, kStart);
    EXPECT_EQ(line.tick(kStart + seconds(3)), "") << "nothing has begun";
    line.begin("reading keys", 4);
    EXPECT_EQ(line.tick(kStart + milliseconds(1999)), "");
    EXPECT_EQ(line.end(), "") << "nothing to take away";
}

TEST(ProgressLine, IsDrawnAgainOnATerminalAndLeavesNoTrace) {
    ProgressLine line({.interactive = true, .unicode = true, .width = 80}, kStart);
    line.begin("reading keys", 4);
    line.advance();
    EXPECT_EQ(line.tick(kStart + seconds(2)), "\r\033[K  reading keys █████░░░░░░░░░░░░░░░ 1/4, 2 s");
    line.advance();
    EXPECT_EQ(line.tick(kStart + milliseconds(2200)), "\r\033[K  reading keys ██████████░░░░░░░░░░ 2/4, 2 s");
    line.begin("reading groups", 3);
    EXPECT_NE(line.tick(kStart + seconds(3)).find("reading groups"), std::string::npos);
    EXPECT_EQ(line.end(), "\r\033[K");
}

TEST(ProgressLine, IsNowAndThenAPlainLineElsewhere) {
    ProgressLine line({}, kStart);
    line.begin("reading keys", 4);
    EXPECT_EQ(line.tick(kStart + seconds(2)), "  reading keys: 0 of 4, 2 s\n");
    EXPECT_EQ(line.tick(kStart + seconds(3)), "");
    line.advance();
    EXPECT_EQ(line.tick(kStart + seconds(17)), "  reading keys: 1 of 4, 17 s\n");
    EXPECT_EQ(line.end(), "");
}

TEST(ProgressLine, FitsIntoTheTerminal) {
    ProgressLine line({.interactive = true, .unicode = true, .width = 20}, kStart);
    line.begin("reading keys of a long name", 4);
    EXPECT_EQ(line.tick(kStart + seconds(2)), "\r\033[K  reading keys of…");
}
