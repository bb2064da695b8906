#include "reconcilers/secrets/plausible_value.h"

#include <gtest/gtest.h>

using namespace secrets;

TEST(PlausibleValue, AValueThatAPersonBringsMustLookLikeOne) {
    EXPECT_EQ(plausible_value("3|api.private.zscaler.com|QUFB-216190000000000777"),
              "3|api.private.zscaler.com|QUFB-216190000000000777");
    EXPECT_EQ(plausible_value("3|host|text\n"), "3|host|text");
    EXPECT_EQ(plausible_value("3|host|a|b"), "3|host|a|b");
    for (const auto* text : {"", "value", "3|host", "3|host|", "3||text", "|host|text", "x|host|text",
                             "3|host|two words", "3|ho st|x", "3|host|text\nmore"}) {
        EXPECT_FALSE(plausible_value(text)) << text;
    }
}
