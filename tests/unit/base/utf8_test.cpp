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
