#include "controller/kube/packed_texts.h"

#include <gtest/gtest.h>

namespace kube::test {
namespace {

const TextMap kTexts{{"b", "second"}, {"a", std::string("with\0zero", 9)}, {"c", ""}};

static_assert(sizeof(PackedTexts) == 2 * sizeof(void*));

TEST(PackedTexts, EachTextIsFoundByItsName) {
    const PackedTexts packed = kTexts;
    EXPECT_EQ(packed.size(), 3U);
    for (const auto& [name, text] : kTexts) EXPECT_EQ(packed.find(name), text) << name.str();
    for (const auto* name : {"", "aa", "d"}) EXPECT_EQ(packed.find(name), std::nullopt) << name;
    EXPECT_EQ(packed.text(0), kTexts.at("a"));
    EXPECT_EQ(packed.text(2), "");
}

TEST(PackedTexts, WithoutTextsThereIsNothing) {
    for (const auto& packed : {PackedTexts(), PackedTexts(TextMap())}) {
        EXPECT_TRUE(packed.empty());
        EXPECT_EQ(packed.find(""), std::nullopt);
        EXPECT_EQ(packed, PackedTexts());
        EXPECT_NE(packed, PackedTexts(kTexts));
    }
}

TEST(PackedTexts, EqualIsWhatHasTheSameNamesAndTexts) {
    const PackedTexts packed = kTexts;
    EXPECT_EQ(packed, PackedTexts(kTexts));
    EXPECT_NE(packed, PackedTexts(TextMap{{"a", kTexts.at("a")}, {"b", "second"}, {"d", ""}}));
    EXPECT_NE(packed, PackedTexts(TextMap{{"a", kTexts.at("a")}, {"b", "secon"}, {"c", "d"}}));
    EXPECT_NE(packed, PackedTexts(TextMap{{"b", "second"}}));
}

TEST(PackedTexts, ACopyStandsByItself) {
    PackedTexts first = kTexts;
    const auto copy = first;
    const auto moved = std::move(first);
    first = TextMap{{"b", "another"}};
    EXPECT_EQ(copy, PackedTexts(kTexts));
    EXPECT_EQ(moved, copy);
    EXPECT_EQ(first.find("b"), "another");
    first = copy;
    EXPECT_EQ(first, copy);
    first = {};
    EXPECT_TRUE(first.empty());
}

}  // namespace
}  // namespace kube::test
