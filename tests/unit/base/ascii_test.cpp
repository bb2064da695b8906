#include "controller/base/ascii.h"

#include <gtest/gtest.h>

TEST(Ascii, ClassesAreThoseOfTheCharacterSetAndEndWithIt) {
    int digits = 0, letters = 0, alphanumerics = 0, lowers = 0;
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        digits += base::is_digit(c) ? 1 : 0;
        letters += base::is_letter(c) ? 1 : 0;
        alphanumerics += base::is_alphanumeric(c) ? 1 : 0;
        lowers += base::is_lower_alphanumeric(c) ? 1 : 0;
        if (base::lowered(c) != c) {
            EXPECT_TRUE(base::is_upper(c)) << byte;
        }
    }
    EXPECT_EQ(digits, 10);
    EXPECT_EQ(letters, 52);
    EXPECT_EQ(alphanumerics, 62);
    EXPECT_EQ(lowers, 36);
}

TEST(Ascii, LettersAreLoweredAndNothingElseIs) {
    EXPECT_EQ(base::lowered("AZaz09-[@`{"), "azaz09-[@`{");
    EXPECT_EQ(base::lowered("É"), "É");
}

TEST(Ascii, BlanksGoAtTheEndsAlone) {
    EXPECT_EQ(base::trimmed(" \ta b\t ", " \t"), "a b");
    EXPECT_EQ(base::trimmed("a\n", " \t"), "a\n");
    EXPECT_EQ(base::trimmed("  ", " "), "");
    EXPECT_EQ(base::trimmed("", " "), "");
    EXPECT_EQ(base::trimmed_end(" a \r\n", " \r\n"), " a");
    EXPECT_EQ(base::trimmed_end("\r\n", "\r\n"), "");
}
