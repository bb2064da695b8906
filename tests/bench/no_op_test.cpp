#include <gtest/gtest.h>

#include "tests/bench/no_op_rig.h"

TEST(BenchSmoke, SettledKeysAreReconciledWithoutACallOrAWrite) {
    bench::NoOpRig rig(700);
    const auto calls = rig.calls_to_zpa();
    EXPECT_GT(calls, 2U) << "the inventory was read, in pages";
    rig.pass_over_all();
    EXPECT_EQ(rig.calls_to_zpa(), calls);
    EXPECT_GT(rig.fingerprint_seconds(), 0);
}
