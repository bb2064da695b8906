#include "controller/base/environment.h"

#include <gtest/gtest.h>

TEST(Environment, OfTheProcessIsRead) {
    EXPECT_FALSE(base::process_environment("PATH").empty());
    EXPECT_EQ(base::process_environment("A_NAME_THAT_NOBODY_SETS"), "");
}
