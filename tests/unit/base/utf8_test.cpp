#include "controller/base/utf8.h"

#include <gtest/gtest.h>

TEST(Utf8, ReadsWhatItWrites) {
    const std::u32string all = U"aé€😀\U0010FFFF";
    std::string text;
    for (const char32_t code : all) base::append_utf8(text, code);
    EXPECT_EQ(base::decode_utf8(text), all);
}

TEST(Utf8, EachMistakeIsOneReplacementAndReadingGoesOn) {
    EXPECT_EQ(base::decode_utf8("a\x80z"), U"a\uFFFDz");
    EXPECT_EQ(base::decode_utf8("a\xE2\x82z"), U"a\uFFFDz") << "cut short";
    EXPECT_EQ(base::decode_utf8("\xED\xA0\x80"), U"\uFFFD") << "a surrogate";
    EXPECT_EQ(base::decode_utf8("\xE0\x80\x80"), U"\uFFFD") << "overlong";
    EXPECT_EQ(base::decode_utf8("\xF4\x90\x80\x80"), U"\uFFFD") << "beyond the last";
    EXPECT_EQ(base::decode_utf8("\xC3"), U"\uFFFD");
}

TEST(Utf8, ACutIsNeverInsideACharacter) {
    const auto cut = [](std::string text, std::size_t limit) {
        base::cut_utf8(text, limit);
        return text;
    };
    EXPECT_EQ(cut("aé€", 6), "aé€");
    EXPECT_EQ(cut("aé€", 5), "aé");
    EXPECT_EQ(cut("aé€", 3), "aé");
    EXPECT_EQ(cut("aé€", 2), "a");
    EXPECT_EQ(cut("é", 1), "");
}

TEST(Utf8, ControlsAndMarksThatTurnALineAroundAreUnprintable) {
    for (const char32_t code : {U'\0', U'\n', U'\x7F', U'\u0085', U'\u009B', U'\u061C', U'\u200F', U'\u2028', U'\u202E',
                                U'\u2066', U'\uFEFF'}) {
        EXPECT_TRUE(base::is_unprintable(code)) << static_cast<unsigned>(code);
    }
    for (const char32_t code : {U' ', U'~', U'\u00A0', U'é', U'東', U'😀', U'\uFFFD'}) {
        EXPECT_FALSE(base::is_unprintable(code)) << static_cast<unsigned>(code);
    }
    EXPECT_EQ(base::replace_unprintable("a\u009Bé\n\xFF", '?'), "a?é?\uFFFD");
}
