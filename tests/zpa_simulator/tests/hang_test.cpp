#include "tests/zpa_simulator/tests/fault_fixture.h"

namespace simulator {

namespace {

using namespace std::chrono_literals;

class Hang : public FaultTest {
public:
    std::string hang(bool after_commit) {
        auto out = fault(Fault::Kind::hang, "POST");
        out.after_commit = after_commit;
        out.count = 1;
        return zpa.fail(out);
    }
};

TEST_F(Hang, HoldsBeforeTheCommitUntilReleased) {
    const auto id = hang(false);
    auto answer = post_key_meanwhile();
    ASSERT_TRUE(zpa.faults.wait_until_held(1, 10s));
    EXPECT_EQ(keys_there(), 0U);
    EXPECT_EQ(zpa.faults.release(id, Release::answer), 1U);
    EXPECT_EQ(answer.get().status, 200);
    EXPECT_EQ(keys_there(), 1U);
}

TEST_F(Hang, DroppedBeforeTheCommitNeverHappened) {
    const auto id = hang(false);
    auto answer = post_key_meanwhile();
    ASSERT_TRUE(zpa.faults.wait_until_held(1, 10s));
    zpa.faults.release(id, Release::drop);
    EXPECT_EQ(answer.get().status, 0);
    EXPECT_EQ(keys_there(), 0U);
}

TEST_F(Hang, HoldsAfterTheCommitUntilReleased) {
    const auto id = hang(true);
    auto answer = post_key_meanwhile();
    ASSERT_TRUE(zpa.faults.wait_until_held(1, 10s));
    EXPECT_EQ(keys_there(), 1U);
    EXPECT_EQ(zpa.faults.held().at(0).after_commit, true);
    zpa.faults.release(id, Release::drop);
    EXPECT_EQ(answer.get().status, 0);
    EXPECT_EQ(keys_there(), 1U);
}

TEST_F(Hang, RemovingTheFaultLetsTheCallGoOn) {
    const auto id = hang(true);
    auto answer = post_key_meanwhile();
    ASSERT_TRUE(zpa.faults.wait_until_held(1, 10s));
    EXPECT_TRUE(zpa.faults.remove(id));
    EXPECT_EQ(answer.get().status, 200);
}

TEST_F(Hang, CommitsLateEvenWhenTheCallerIsGone) {
    const auto id = hang(false);
    {
        CutOffCall caller(server.port(),
                          {"POST", at(keys()), key_body("edge-a").dump(), {{"authorization", "Bearer " + token}}});
        ASSERT_TRUE(zpa.faults.wait_until_held(1, 10s));
    }
    const auto before = zpa.journal.last();
    zpa.faults.release(id, Release::answer);
    ASSERT_TRUE(zpa.journal.wait_for(before, [](const Entry& entry) { return entry.method == "POST"; }, 10s));
    EXPECT_EQ(keys_there(), 1U) << "a call that was on its way arrives";
}

TEST_F(Hang, EndsWithoutReplyWhenTheServerStops) {
    hang(false);
    auto answer = post_key_meanwhile();
    ASSERT_TRUE(zpa.faults.wait_until_held(1, 10s));
    server.stop();
    EXPECT_EQ(answer.get().status, 0);
    EXPECT_EQ(keys_there(), 0U);
}

TEST_F(Hang, IsDrivenThroughTheControlApi) {
    const auto made = control(
        "POST", "/faults",
        {{"fault", "hang"}, {"after_commit", true}, {"match", {{"method", "POST"}, {"kind", "provisioningKey"}}}});
    ASSERT_EQ(made.status, 201) << made.body;
    auto answer = post_key_meanwhile();
    const auto held = control("GET", "/held?count=1&wait_ms=10000").json()["held"];
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held[0]["method"], "POST");
    const auto id = made.json()["id"].get<std::string>();
    EXPECT_EQ(control("POST", "/faults/" + id + "/release", {{"then", "answer"}}).json()["released"], 1);
    EXPECT_EQ(answer.get().status, 200);
}

}  // namespace

}  // namespace simulator
