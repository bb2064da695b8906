#include "controller/base/late_fence.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"

namespace {

TEST(LateFence, IsShutUntilItIsKnownWhomToAsk) {
    base::LateFence fence;
    try {
        fence.check();
        FAIL() << "a write got through";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::Fenced);
    }
    fence.set(base::open_fence());
    EXPECT_NO_THROW(fence.check());
    const base::LateFence shut;
    fence.set(shut);
    EXPECT_THROW(fence.check(), base::Error);
}

}  // namespace
