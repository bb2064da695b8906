#include "controller/base/private_memory.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>

namespace {

TEST(PrivateMemory, IsNotDumpedAndNotTraced) {
    const int before = prctl(PR_GET_DUMPABLE);
    base::keep_memory_private();
    EXPECT_EQ(prctl(PR_GET_DUMPABLE), 0);
    prctl(PR_SET_DUMPABLE, before);
}

}  // namespace
