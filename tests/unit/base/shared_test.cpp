#include "controller/base/shared.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

using Numbers = base::Shared<std::vector<int>>;

static_assert(sizeof(Numbers) == sizeof(void*));
static_assert(std::is_nothrow_move_constructible_v<Numbers> && std::is_nothrow_move_assignable_v<Numbers>);

TEST(Shared, EqualValuesAreHeldOnce) {
    const Numbers first = std::vector{1, 2}, second = std::vector{1, 2};
    EXPECT_EQ(&*first, &*second);
    EXPECT_EQ(first, second);
    EXPECT_NE(first, Numbers(std::vector{1}));
    EXPECT_EQ(first->size(), 2U);
}

TEST(Shared, WithoutAValueItHoldsTheDefault) { EXPECT_TRUE(Numbers()->empty()); }

TEST(Shared, AChangeOfOneLeavesTheOthers) {
    Numbers one = std::vector{1};
    const Numbers other = one;
    one = std::vector{2};
    EXPECT_EQ(one->front(), 2);
    EXPECT_EQ(other->front(), 1);
}

// What few objects hold is made and forgotten again and again, by whoever parses one.
TEST(Shared, ThreadsShareIt) {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([] {
            for (int round = 0; round < 2000; ++round) {
                const Numbers made = std::vector{round % 7};
                const Numbers copy = made;
                ASSERT_EQ(copy->front(), round % 7);
            }
        });
    }
}
