#include "controller/kube/credentials.h"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "controller/base/redaction.h"
#include "tests/fakes/eventually.h"
#include "tests/unit/kube/support.h"

namespace kube::test {
namespace {

using base::ErrorKind;
using std::chrono::milliseconds;
using std::chrono::seconds;

class CredentialsTest : public testing::Test {
protected:
    std::unique_ptr<CredentialSource> source(const Config& from) {
        return make_credential_source(from, {}, clock, fakes::logger_into(log));
    }
    fakes::FakeClock clock;
    TempFolder folder;
    std::string said() const { return joined(*log); }

    std::shared_ptr<fakes::CapturingLogSink> log = std::make_shared<fakes::CapturingLogSink>();
    Config config;
};

TEST_F(CredentialsTest, NothingGivesNoHeader) {
    EXPECT_EQ(source(config)->current({}, seconds(60))->authorization, "");
}

TEST_F(CredentialsTest, ATokenIsABearerAndKnownToRedaction) {
    config.token = "abcdefgh123";
    const auto tokens = source(config);
    const auto now = tokens->current({}, seconds(60));
    EXPECT_EQ(now->authorization, "Bearer abcdefgh123");
    EXPECT_FALSE(tokens->refresh(now, {}, seconds(60))) << "there is nothing else to try";
    EXPECT_EQ(base::redaction().redact("x abcdefgh123 y"), "x [redacted] y");
}

TEST_F(CredentialsTest, UserAndPasswordAreBasic) {
    config.username = "aladdin";
    config.password = "opensesame";
    const auto held = source(config);
    EXPECT_EQ(held->current({}, seconds(60))->authorization, "Basic YWxhZGRpbjpvcGVuc2VzYW1l");
    EXPECT_EQ(base::redaction().redact("opensesame YWxhZGRpbjpvcGVuc2VzYW1l"), "[redacted] [redacted]");
}

TEST_F(CredentialsTest, ATokenFileIsReadAgainOnceAMinute) {
    config.token_file = folder.write("token", "one\n");
    const auto tokens = source(config);
    EXPECT_EQ(tokens->current({}, seconds(60))->authorization, "Bearer one");
    folder.write("token", "two");
    clock.advance(seconds(59));
    EXPECT_EQ(tokens->current({}, seconds(60))->authorization, "Bearer one");
    clock.advance(seconds(1));
    EXPECT_EQ(tokens->current({}, seconds(60))->authorization, "Bearer two");
}

TEST_F(CredentialsTest, ARefusedTokenIsReadAgainAtOnce) {
    config.token_file = folder.write("token", "one");
    const auto tokens = source(config);
    const auto refused = tokens->current({}, seconds(60));
    EXPECT_FALSE(tokens->refresh(refused, {}, seconds(60))) << "the file still says the same";
    folder.write("token", "two");
    EXPECT_TRUE(tokens->refresh(refused, {}, seconds(60)));
    EXPECT_EQ(tokens->current({}, seconds(60))->authorization, "Bearer two");
    EXPECT_TRUE(tokens->refresh(refused, {}, seconds(60))) << "somebody else refreshed in between";
}

TEST_F(CredentialsTest, AFailedReadKeepsTheLastTokenAndSaysSo) {
    config.token_file = folder.write("token", "one");
    const auto tokens = source(config);
    tokens->current({}, seconds(60));
    for (const auto* content : {"", "two\nlines"}) {
        folder.write("token", content);
        clock.advance(seconds(60));
        EXPECT_EQ(tokens->current({}, seconds(60))->authorization, "Bearer one");
    }
    std::filesystem::remove(config.token_file);
    clock.advance(seconds(60));
    EXPECT_EQ(tokens->current({}, seconds(60))->authorization, "Bearer one");
    EXPECT_EQ(log->lines().size(), 3u) << said();
    EXPECT_EQ(said().find("lines"), std::string::npos);
}

TEST_F(CredentialsTest, WithoutAnyTokenTheFirstReadMustSucceed) {
    config.token_file = folder.path("token");
    const auto tokens = source(config);
    EXPECT_EQ(error_of([&] { tokens->current({}, seconds(60)); }).kind(), ErrorKind::Config);
    folder.write("token", "late");
    EXPECT_EQ(tokens->current({}, seconds(60))->authorization, "Bearer late");
}

TEST_F(CredentialsTest, ATokenBesideATokenFileIsOnlyTheStartingValue) {
    config.token = "start";
    config.token_file = folder.path("token");
    const auto tokens = source(config);
    EXPECT_EQ(tokens->current({}, seconds(60))->authorization, "Bearer start");
    folder.write("token", "file");
    clock.advance(seconds(60));
    EXPECT_EQ(tokens->current({}, seconds(60))->authorization, "Bearer file");
}

class ExecSourceTest : public CredentialsTest {
protected:
    // Each run of the plugin answers with the next number, once there is no file "hold", or fails where there is one
    // "fail".
    void SetUp() override {
        config.exec = ExecConfig{};
        config.exec->api_version = "client.authentication.k8s.io/v1";
        config.exec->command = folder.write(
            "plugin",
            "#!/bin/sh\ncd " + folder.path("") +
                "\necho $$ >> runs\n"
                "while [ -e hold ]; do sleep 0.01; done\n"
                "[ -e fail ] && exit 1\n"
                "n=$(wc -l < runs)\n"
                "echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\","
                "\"status\":{\"token\":\"plugin-token-'$n'\",\"expirationTimestamp\":\"2026-01-02T04:04:05Z\"}}'\n",
            true);
    }
    void hold() const { folder.write("hold", ""); }
    void let_go() const { std::filesystem::remove(folder.path("hold")); }
    // Of all runs so far.
    std::vector<int> pids() const {
        std::ifstream runs(folder.path("runs"));
        return {std::istream_iterator<int>(runs), {}};
    }
    void wait_for_run() const {
        EXPECT_TRUE(fakes::eventually([&] { return !pids().empty(); })) << "the plugin runs";
    }
};

TEST_F(ExecSourceTest, RunsOnceUntilTheCredentialExpires) {
    const auto plugin = source(config);
    EXPECT_EQ(plugin->current({}, seconds(60))->authorization, "Bearer plugin-token-1");
    EXPECT_EQ(plugin->current({}, seconds(60))->authorization, "Bearer plugin-token-1");
    clock.advance(std::chrono::hours(1));
    EXPECT_EQ(plugin->current({}, seconds(60))->authorization, "Bearer plugin-token-2");
}

TEST_F(ExecSourceTest, ParallelRefusalsRunItOnce) {
    const auto plugin = source(config);
    const auto refused = plugin->current({}, seconds(60));
    EXPECT_TRUE(plugin->refresh(refused, {}, seconds(60)));
    EXPECT_TRUE(plugin->refresh(refused, {}, seconds(60)));
    EXPECT_EQ(plugin->current({}, seconds(60))->authorization, "Bearer plugin-token-2");
}

TEST_F(ExecSourceTest, AFailingPluginIsAnErrorAndIsAskedAgain) {
    const auto plugin = source(config);
    folder.write("fail", "");
    EXPECT_EQ(error_of([&] { plugin->current({}, seconds(60)); }).kind(), ErrorKind::Config);
    std::filesystem::remove(folder.path("fail"));
    EXPECT_EQ(plugin->current({}, seconds(60))->authorization, "Bearer plugin-token-2");
}

TEST_F(ExecSourceTest, WhoWaitsForARunWaitsNoLongerThanItsOwnTime) {
    hold();
    const auto plugin = source(config);
    std::stop_source end;
    {
        const std::jthread other([&] {
            EXPECT_EQ(error_of([&] { plugin->current(end.get_token(), seconds(60)); }).kind(), ErrorKind::Cancelled);
        });
        wait_for_run();
        const auto begun = std::chrono::steady_clock::now();
        EXPECT_EQ(error_of([&] { plugin->current({}, milliseconds(50)); }).kind(), ErrorKind::Timeout);
        EXPECT_EQ(error_of([&] { plugin->refresh({}, {}, milliseconds(50)); }).kind(), ErrorKind::Timeout);
        std::stop_source stopped;
        stopped.request_stop();
        EXPECT_EQ(error_of([&] { plugin->current(stopped.get_token(), seconds(60)); }).kind(), ErrorKind::Cancelled);
        EXPECT_LT(std::chrono::steady_clock::now() - begun, seconds(20));
        end.request_stop();
    }
    folder.write("fail", "");
    let_go();
    EXPECT_EQ(error_of([&] { plugin->current({}, seconds(60)); }).kind(), ErrorKind::Config);
    EXPECT_EQ(pids().size(), 2u) << "what failed is tried anew by the next";
}

TEST_F(ExecSourceTest, ARunThatNeedsLongerThanACallHasItsAnswerForTheNext) {
    hold();
    const auto plugin = source(config);
    EXPECT_EQ(error_of([&] { plugin->current({}, milliseconds(50)); }).kind(), ErrorKind::Timeout);
    wait_for_run();
    let_go();
    const auto credentials = plugin->current({}, seconds(60));
    EXPECT_EQ(credentials->authorization, "Bearer plugin-token-1");
    EXPECT_EQ(pids().size(), 1u) << "nobody ended it to begin anew";

    hold();
    EXPECT_EQ(error_of([&] { plugin->refresh(credentials, {}, milliseconds(50)); }).kind(), ErrorKind::Timeout);
    EXPECT_TRUE(fakes::eventually([&] { return pids().size() == 2; }));
    let_go();
    EXPECT_TRUE(plugin->refresh(credentials, {}, seconds(60)));
    EXPECT_EQ(plugin->current({}, seconds(60))->authorization, "Bearer plugin-token-2");
    EXPECT_EQ(pids().size(), 2u);
}

TEST_F(ExecSourceTest, ARunEndsWithItsSource) {
    hold();
    auto plugin = source(config);
    EXPECT_EQ(error_of([&] { plugin->current({}, milliseconds(50)); }).kind(), ErrorKind::Timeout);
    wait_for_run();
    const auto begun = std::chrono::steady_clock::now();
    plugin.reset();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, seconds(20)) << "of the sixty that it has";
    EXPECT_EQ(::kill(pids().at(0), 0), -1) << "it is gone";
}

TEST_F(ExecSourceTest, ATokenBeatsThePlugin) {
    config.token = "abcdefgh";
    EXPECT_EQ(source(config)->current({}, seconds(60))->authorization, "Bearer abcdefgh");
}

}  // namespace
}  // namespace kube::test
