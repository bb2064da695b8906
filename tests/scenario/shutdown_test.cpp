// SIGTERM in the middle of work.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "tests/scenario/harness/scenario.h"

namespace scenario {

class Shutdown : public Scenario {
protected:
    static constexpr int kKeys = 100;
    static std::string name(int number) { return "key-" + std::to_string(number); }
    void slow_down(int milliseconds) {
        simulator::Fault slow;
        slow.kind = simulator::Fault::Kind::slow;
        slow.match.kind = "provisioningKey";
        slow.milliseconds = milliseconds;
        zpa.simulator.fail(slow);
    }
};

TEST_F(Shutdown, InTheMiddleOfAHundredKeysIsCleanAndFinishedByTheNextStart) {
    slow_down(40);
    constexpr auto grace = std::chrono::seconds(10), slack = std::chrono::seconds(15);
    auto& first = start_operator({.flags = {"--grace-period=10"}});
    create_tenant();
    for (int i = 0; i < kKeys; ++i) create_key(name(i));
    wait_for("work is under way", [&] { return zpa.committed("create") >= 20; });
    EXPECT_EQ(first.terminate(grace + slack), 0) << "within its time, or terminate throws";
    const auto lease = cluster.read(kube::leases(), {kOperatorNamespace, ns});
    EXPECT_EQ(lease.value("/spec/holderIdentity"_json_pointer, ""), "") << "the lease is released";
    EXPECT_LT(zpa.committed("create"), static_cast<std::size_t>(kKeys)) << "it was in the middle";

    zpa.simulator.faults.clear();
    start_operator();
    for (int i = 0; i < kKeys; ++i) wait_ready(name(i));
    EXPECT_EQ(zpa.keys().size(), static_cast<std::size_t>(kKeys));
    for (int i = 0; i < kKeys; ++i) EXPECT_EQ(value(name(i)), zpa.key_named(name(i)).value) << name(i);
}

TEST_F(Shutdown, WithACallUnderWayWaitsForItWithinTheGracePeriod) {
    auto& process = start_operator({.flags = {"--post-deadline=20", "--grace-period=20"}});
    create_tenant();
    wait_tenant_ready();
    const auto call = zpa.hold("create", true);
    create_key("blue");
    zpa.wait_until_held();
    process.signal(SIGTERM);
    wait_for("it is stopping", [&] { return !process.ready(); });
    zpa.release(call, simulator::Release::answer);
    EXPECT_EQ(process.wait_for_exit(), 0);
    EXPECT_EQ(value("blue"), zpa.only_key().value) << "the value was published on the way out";
    start_operator();
    expect_whole("blue");
    EXPECT_EQ(zpa.committed("create"), 1U);
}

TEST_F(Shutdown, WithACallThatNeverEndsIsOverWhenTheGracePeriodIs) {
    auto& process = start_operator({.flags = {"--post-deadline=60", "--grace-period=1"}});
    create_tenant();
    wait_tenant_ready();
    zpa.hold("create", false);
    create_key("blue");
    zpa.wait_until_held();
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(process.terminate(), 0);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(8));
    zpa.simulator.faults.clear();
    start_operator();
    expect_whole("blue");
}

// A log that nobody reads: a pipe that is full.
class UnreadLog : public Shutdown {
protected:
    void SetUp() override {
        ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
        both_ends_ = open(path.c_str(), O_RDWR | O_CLOEXEC);
        process = &start_operator({.flags = {"--grace-period=10"}, .log = path});
        create_tenant();
        wait_tenant_ready();
        // Not to wait is a property of this opening, which the operator does not share.
        const int end = open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
        while (write(end, "x", 1) > 0 || errno == EINTR) continue;
        close(end);
    }
    void TearDown() override {
        Shutdown::TearDown();
        close(both_ends_);
    }
    const std::string path = folder.path("log");
    OperatorProcess* process = nullptr;

private:
    int both_ends_ = -1;
};

TEST_F(UnreadLog, HoldsUpNeitherWorkNorTheEndAndTheLeaseIsReleased) {
    create_key("blue");
    expect_whole("blue");
    constexpr auto grace = std::chrono::seconds(10), slack = std::chrono::seconds(15);
    EXPECT_EQ(process->terminate(grace + slack), 0) << "within its time, or terminate throws";
    const auto lease = cluster.read(kube::leases(), {kOperatorNamespace, ns});
    EXPECT_EQ(lease.value("/spec/holderIdentity"_json_pointer, ""), "") << "the lease is released";
}

TEST_F(UnreadLog, KeepsNoLostLeaseSecret) {
    forget_lease();
    EXPECT_EQ(process->wait_for_exit(), 1);
}

}  // namespace scenario
