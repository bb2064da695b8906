// What every scenario test is told at its end without asking.
#include <gtest/gtest-spi.h>

#include <csignal>

#include "tests/scenario/harness/scenario.h"

namespace scenario {

using Harness = Scenario;

TEST_F(Harness, SeesThatAnOperatorEndedUnasked) {
    auto& process = start_operator();
    expect_operators_alive();
    ::kill(process.pid(), SIGKILL);  // as a crash would, not by process.kill9()
    wait_for("its end", [&] { return !process.running(); });
    EXPECT_NONFATAL_FAILURE(expect_operators_alive(), "ended unasked, with 137");
    EXPECT_EQ(process.wait_for_exit(), 137);
    expect_operators_alive();  // whoever waits for the end wants it
}

TEST_F(Harness, HoldsNoOperatorsEndAgainstATestThatEndedIt) {
    start_operator().kill9();
    forget_lease();
    auto& asked = start_operator();
    asked.stop_the_world();
    asked.wake();
    wait_for("it can be asked", [&] { return asked.ready(); });
    EXPECT_EQ(asked.terminate(), 0);
    expect_operators_alive();
}

TEST_F(Harness, SeesWhatASanitizerFound) {
    for (const auto* found : {"==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x1",
                              "==7==ERROR: LeakSanitizer: detected memory leaks", "WARNING: ThreadSanitizer: data race",
                              "queue.cpp:7:3: runtime error: signed integer overflow"}) {
        EXPECT_NONFATAL_FAILURE(expect_no_finding(found), "a sanitizer found something");
    }
    expect_no_finding("stopped");
}

}  // namespace scenario
