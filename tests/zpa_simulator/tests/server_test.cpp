#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <set>

#include "tests/zpa_simulator/certificates.h"
#include "tests/zpa_simulator/state_file.h"
#include "tests/zpa_simulator/tests/harness.h"

namespace simulator {

namespace {

using namespace std::chrono_literals;

TEST(Servers, SpeakTlsUnderTheNamesOfZpa) {
    Simulator zpa;
    ServerOptions options;
    options.tls = true;
    const Server server(zpa, options);
    for (const auto* host : {"localhost", "127.0.0.1", "config.private.zscaler.com", "api.zsapi.net",
                             "api.beta.zsapi.net", "acme.zslogin.net", "acme.zsloginbeta.net"}) {
        EXPECT_EQ(call(server.port(), {"GET", "/_simulator", "", {}}, server.ca(), host).status, 200) << host;
    }
    EXPECT_THROW(static_cast<void>(call(server.port(), {"GET", "/_simulator", "", {}}, server.ca(), "evil.example")),
                 std::exception);
    const auto other = make_authority("somebody else").certificate;
    EXPECT_THROW(static_cast<void>(call(server.port(), {"GET", "/_simulator", "", {}}, other, "localhost")),
                 std::exception);
}

TEST(Servers, ServeACertificateThatIsGiven) {
    const auto authority = make_authority("given");
    const auto own = make_server_certificate(authority, {"given.example"});
    Simulator zpa;
    ServerOptions options;
    options.tls = true;
    options.certificate = own.certificate;
    options.key = own.key;
    const Server server(zpa, options);
    EXPECT_EQ(call(server.port(), {"GET", "/_simulator", "", {}}, authority.certificate, "given.example").status, 200);
    EXPECT_EQ(server.ca(), "");
}

TEST(Servers, StandSideBySideAndShareNothing) {
    Simulator first;
    Simulator second;
    const Server one(first);
    const Server other(second);
    EXPECT_NE(one.port(), other.port());
    first.portal.add_group(default_customer, connector_group, "only here");
    EXPECT_TRUE(second.portal.named<Group>(default_customer, "only here").empty());
}

TEST(Servers, MayEndAConnectionWithItsFirstReply) {
    Simulator zpa;
    zpa.behaviours.edit([](Behaviour& b) { b.keeps_connections = false; });
    const Server server(zpa);
    const auto reply = call(server.port(), {"GET", "/zpa/mgmtconfig/v1/admin/customers/1/provisioningKey", "", {}});
    EXPECT_EQ(reply.headers.at("connection"), "close");
}

TEST(Servers, CanBeStoppedAndStartedOnTheSamePort) {
    Simulator zpa;
    std::uint16_t port = 0;
    {
        Server server(zpa);
        port = server.port();
        server.stop();
        server.stop();
        EXPECT_THROW(static_cast<void>(call(port, {"GET", "/_simulator", "", {}})), std::exception);
    }
    ServerOptions options;
    options.port = port;
    const Server again(zpa, options);
    EXPECT_EQ(call(port, {"GET", "/_simulator", "", {}}).status, 200);
}

TEST(Servers, SayWhyTheyCannotListen) {
    Simulator zpa;
    const Server first(zpa);
    ServerOptions options;
    options.port = first.port();
    try {
        const Server second(zpa, options);
        FAIL() << "the port was taken";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find(std::to_string(first.port())), std::string::npos);
    }
}

TEST(Servers, StopWhilePeersAreSilent) {
    Simulator zpa;
    ServerOptions options;
    options.tls = true;
    Server server(zpa, options);
    const CutOffCall silent(server.port(), {});
    EXPECT_EQ(call(server.port(), {"GET", "/_simulator", "", {}}, server.ca(), "localhost").status, 200);
    server.stop();
    EXPECT_EQ(server.connections(), 2U);
}

TEST(Servers, DropAConnectionAsACrashDoesOrInGoodOrder) {
    Simulator zpa;
    ServerOptions options;
    options.tls = true;
    const Server server(zpa, options);
    const auto is_cut = [&](bool close_notify) {
        Fault drop;
        drop.kind = Fault::Kind::drop;
        drop.count = 1;
        drop.close_notify = close_notify;
        zpa.fail(drop);
        const auto answer = call(server.port(), {"POST", "/oauth2/v1/token", "", {}}, server.ca(), "localhost");
        EXPECT_EQ(answer.status, 0);
        return answer.cut;
    };
    EXPECT_TRUE(is_cut(false));
    EXPECT_FALSE(is_cut(true));
}

class ManyCalls : public Harness {};

TEST_F(ManyCalls, AtOnceGiveEachItsOwnKey) {
    std::vector<std::future<Answer>> answers;
    for (int i = 0; i < 32; ++i) {
        answers.push_back(
            std::async(std::launch::async, [this, i] { return post(keys(), key_body("k" + std::to_string(i))); }));
    }
    std::set<std::string> ids;
    for (auto& answer : answers) ids.insert(answer.get().json()["id"]);
    EXPECT_EQ(ids.size(), 32U);
}

TEST_F(ManyCalls, AtOnceForOneNameGiveOneKey) {
    std::vector<std::future<Answer>> answers;
    for (int i = 0; i < 16; ++i) {
        answers.push_back(std::async(std::launch::async, [this] { return post(keys(), key_body("one")); }));
    }
    int made = 0;
    for (auto& answer : answers) made += answer.get().status == 200 ? 1 : 0;
    EXPECT_EQ(made, 1);
}

class StateFiles : public testing::Test {
public:
    StateFiles() { std::filesystem::remove(path); }
    ~StateFiles() override { std::filesystem::remove(path); }
    const std::string path = testing::TempDir() + "zpa-simulator-state-" + std::to_string(::getpid()) + ".json";
};

TEST_F(StateFiles, KeepEverythingOverARestart) {
    Key made;
    Component component;
    {
        Simulator zpa;
        const StateFile file(zpa.state, path);
        zpa.portal.add_group(default_customer, connector_group, "connectors");
        Key key;
        key.name = "edge-a";
        key.ip_acl = {"10.0.0.0/8"};
        made = zpa.portal.add(default_customer, key);
        component.name = "edge-a-1";
        component.association_type = connector_group;
        component = zpa.portal.add(default_customer, component);
    }
    Simulator zpa;
    const StateFile file(zpa.state, path);
    const auto read = zpa.portal.find<Key>(default_customer, made.id).value();
    EXPECT_EQ(read.value, made.value);
    EXPECT_EQ(read.ip_acl, made.ip_acl);
    EXPECT_EQ(zpa.portal.find<Component>(default_customer, component.id)->name, "edge-a-1");
    EXPECT_EQ(zpa.portal.named<Group>(default_customer, "connectors").at(0).fields.at("countryCode"), "US");
    EXPECT_EQ(zpa.state.client(default_client)->secret, default_secret);
}

TEST_F(StateFiles, AreReadableByTheirOwnerAlone) {
    Simulator zpa;
    {
        const StateFile file(zpa.state, path);
    }
    EXPECT_EQ(std::filesystem::status(path).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(StateFiles, ThatAreNotOursAreRefused) {
    std::ofstream(path) << "{\"hello\":1}";
    Simulator zpa;
    EXPECT_THROW(StateFile(zpa.state, path), std::runtime_error);
}

TEST(Clocks, StandStillUntilTheyAreMoved) {
    Clock clock;
    clock.freeze();
    const auto then = clock.now();
    EXPECT_EQ(clock.now(), then);
    clock.advance(1500ms);
    EXPECT_EQ(clock.now() - then, 1500ms);
    clock.thaw();
    EXPECT_GE(clock.now() - then, 1500ms);
    EXPECT_LT(clock.now() - then, 60s);
}

}  // namespace

}  // namespace simulator
