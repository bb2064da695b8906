#include "controller/base/shared_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <thread>
#include <vector>

using base::SharedText;

static_assert(sizeof(SharedText) == sizeof(void*));
static_assert(std::is_nothrow_move_constructible_v<SharedText> && std::is_nothrow_move_assignable_v<SharedText>);

TEST(SharedText, EqualTextsAreHeldOnce) {
    const std::string text = "a text that is too long to live inside a string object";
    const SharedText first = text, second = text;
    EXPECT_EQ(&first.str(), &second.str());
    EXPECT_EQ(first, second);
    EXPECT_NE(first, SharedText("another"));
}

TEST(SharedText, WithoutATextItIsEmpty) {
    EXPECT_TRUE(SharedText().empty());
    EXPECT_EQ(SharedText(), "");
}

TEST(SharedText, ReadsAndComparesAsAnyOtherText) {
    const SharedText text = "beta";
    const std::string& same = text;
    EXPECT_EQ(same, "beta");
    EXPECT_EQ(text, std::string_view("beta"));
    EXPECT_EQ(std::string("beta"), text);
    EXPECT_LT(text, "gamma");
    EXPECT_GT(text, std::string("alpha"));
    EXPECT_EQ((std::set<SharedText>{"b", "a", "b"}.begin()->str()), "a");
    EXPECT_TRUE(text.starts_with("be"));
    EXPECT_EQ(nlohmann::json(text).dump(), R"("beta")");
}

TEST(SharedText, AChangeOfOneLeavesTheOthers) {
    SharedText one = "before";
    const SharedText other = one;
    one = "after";
    EXPECT_EQ(one, "after");
    EXPECT_EQ(other, "before");
}

// Made, copied and forgotten by many threads at once: what the sanitizers look at.
TEST(SharedText, ThreadsShareIt) {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([] {
            for (int round = 0; round < 2000; ++round) {
                const SharedText made = "text " + std::to_string(round % 7);
                const SharedText copy = made;
                ASSERT_EQ(copy, "text " + std::to_string(round % 7));
            }
        });
    }
}
