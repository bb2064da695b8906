#include "tests/zpa_simulator/tests/harness.h"

namespace simulator {

namespace {

class Limits : public Harness {
public:
    Limits() { zpa.behaviours.set({}); }

    Answer from(const std::string& source) {
        return call(server.port(), {"GET", at("appConnectorGroup"), "", {{"authorization", "Bearer " + token}}}, "",
                    "127.0.0.1", source);
    }
};

TEST_F(Limits, AllowTwentyReadsInTenSeconds) {
    for (int i = 0; i < 20; ++i) ASSERT_EQ(get("appConnectorGroup").status, 200) << i;
    EXPECT_EQ(get("appConnectorGroup").status, 429);
}

TEST_F(Limits, AllowTenWritesInTenSecondsBesideTheReads) {
    for (int i = 0; i < 10; ++i) ASSERT_EQ(post(keys(), key_body("k" + std::to_string(i))).status, 200) << i;
    EXPECT_EQ(post(keys(), key_body("k")).status, 429);
    EXPECT_EQ(get("appConnectorGroup").status, 200);
    EXPECT_EQ(zpa.portal.all<Key>(customer).size(), 10U) << "a refused write has no effect";
}

TEST_F(Limits, RefusalSaysInSecondsWithALetterWhenTheWindowCloses) {
    for (int i = 0; i < 20; ++i) static_cast<void>(get("appConnectorGroup"));
    zpa.clock.advance(std::chrono::milliseconds(6'200));
    const auto refused = get("appConnectorGroup");
    EXPECT_EQ(refused.headers.at("retry-after"), "4s");
    EXPECT_EQ(refused.json()["id"], "invalid.toomanyrequests");
    EXPECT_EQ(refused.json()["exception"], "invalid.toomanyrequests");
    EXPECT_NE(refused.body.find('\n'), std::string::npos) << "pretty-printed";
    EXPECT_EQ(refused.headers.at("x-ratelimit-limit"), "5000, 5000;w=60") << "the gateway's limit is another one";
    EXPECT_GT(std::stoi(refused.headers.at("x-ratelimit-remaining")), 4000);
}

TEST_F(Limits, WindowOpensAtTheFirstCallAndRefusedCallsDoNotCount) {
    zpa.clock.advance(std::chrono::seconds(3));
    for (int i = 0; i < 30; ++i) static_cast<void>(get("appConnectorGroup"));
    zpa.clock.advance(std::chrono::milliseconds(9'999));
    EXPECT_EQ(get("appConnectorGroup").status, 429);
    zpa.clock.advance(std::chrono::milliseconds(1));
    for (int i = 0; i < 20; ++i) ASSERT_EQ(get("appConnectorGroup").status, 200) << i;
    EXPECT_EQ(get("appConnectorGroup").status, 429);
}

TEST_F(Limits, CountEachSourceAddressByItselfUnlessToldOtherwise) {
    for (int i = 0; i < 21; ++i) static_cast<void>(from("127.0.0.1"));
    EXPECT_EQ(from("127.0.0.1").status, 429);
    EXPECT_EQ(from("127.0.0.2").status, 200);
    zpa.limiter.reset();
    zpa.behaviours.edit([](Behaviour& b) { b.limits_per_source = false; });
    for (int i = 0; i < 20; ++i) ASSERT_EQ(from("127.0.0.1").status, 200);
    EXPECT_EQ(from("127.0.0.2").status, 429);
}

TEST_F(Limits, CountEachOrganisationByItself) {
    zpa.state.add_customer("216196257331289999");
    for (int i = 0; i < 21; ++i) static_cast<void>(get("appConnectorGroup"));
    EXPECT_EQ(get("appConnectorGroup").status, 429);
    EXPECT_EQ(send("GET", "/zpa/mgmtconfig/v1/admin/customers/216196257331289999/appConnectorGroup").status, 200);
}

TEST_F(Limits, LeaveSignInAndTheControlApiAlone) {
    for (int i = 0; i < 30; ++i) ASSERT_EQ(sign_in().status, 200);
    for (int i = 0; i < 30; ++i) ASSERT_EQ(control("GET", "/counters").status, 200);
    EXPECT_EQ(get("appConnectorGroup").status, 200);
}

}  // namespace

}  // namespace simulator
