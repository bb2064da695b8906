#include "controller/commands/text.h"

#include <gtest/gtest.h>

using commands::display_width;
using commands::fit;
using commands::printable;

TEST(Printable, LeavesNothingThatCouldSteerATerminal) {
    EXPECT_EQ(printable("a\033[2Jb"), "a?[2Jb");
    EXPECT_EQ(printable("one\ntwo\tthree"), "one two three");
    EXPECT_EQ(printable("a\u202Eb\u009Bc\x7F"), "a?b?c?");
    EXPECT_EQ(printable("\u061C"), "?");
    EXPECT_EQ(printable("Zürich 東京"), "Zürich 東京");
}

TEST(Printable, ReplacesWhatIsNotUtf8) {
    EXPECT_EQ(printable("a\xC3"), "a\uFFFD");
    EXPECT_EQ(printable("\xFF\xC0\xAF"), "\uFFFD\uFFFD\uFFFD");
}

TEST(DisplayWidth, CountsColumnsAndNotBytes) {
    EXPECT_EQ(display_width("Zürich"), 6);
    EXPECT_EQ(display_width("東京"), 4);
    EXPECT_EQ(display_width("u\u0308"), 1);
    EXPECT_EQ(display_width("███"), 3);
}

TEST(Fit, CutsToTheColumnsThereAre) {
    EXPECT_EQ(fit("Berlin", 6, true), "Berlin");
    EXPECT_EQ(fit("Berlin", 5, true), "Berl…");
    EXPECT_EQ(fit("Berlin", 5, false), "Be...");
    EXPECT_EQ(fit("new york", 5, true), "new…") << "no blank before the ellipsis";
    EXPECT_EQ(fit("東京都", 4, true), "東…");
    EXPECT_EQ(fit("Berlin", 2, false), "..");
    EXPECT_EQ(fit("Berlin", 1, true), "…");
    EXPECT_EQ(fit("Berlin", 0, false), "");
}
