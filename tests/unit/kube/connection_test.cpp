#include "controller/kube/connection.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/unit/kube/support.h"

namespace kube::test {
namespace {

using base::ErrorKind;
using std::chrono::minutes;

class ConnectionTest : public testing::Test {
protected:
    std::shared_ptr<Connection> connect() {
        Connection::Options options;
        options.log = fakes::logger_into(log);
        return script.connect(clock, config, options);
    }
    void answer(int status, const std::string& body = "", http::Headers headers = {}) {
        Answer one;
        one.status = status;
        one.body = body;
        one.headers = std::move(headers);
        script.answers.push_back(std::move(one));
    }
    std::string authorization(std::size_t index) const {
        const auto& headers = script.requests.at(index).headers;
        return headers.contains("Authorization") ? headers.at("Authorization") : "";
    }

    fakes::FakeClock clock;
    Script script;
    TempFolder folder;
    std::string said() const { return joined(*log); }

    std::shared_ptr<fakes::CapturingLogSink> log = std::make_shared<fakes::CapturingLogSink>();
    Config config;
};

TEST_F(ConnectionTest, SendsTheTokenOverATransportWithTheConfigurationsTls) {
    config.token = "abcdefgh";
    config.ca_data = "ca";
    config.client_cert_data = "cert";
    config.client_key_data = "key";
    config.tls_server_name = "name";
    config.proxy_url = "http://proxy:3128";
    answer(200, "ok");
    const auto connection = connect();
    EXPECT_TRUE(script.built.empty()) << "nothing is made before it is needed";
    EXPECT_EQ(connection->send({}, {}).body, "ok");
    EXPECT_EQ(authorization(0), "Bearer abcdefgh");
    ASSERT_EQ(script.built.size(), 1u);
    EXPECT_EQ(script.built[0].base_url, "https://api.test:6443");
    EXPECT_EQ(
        script.built[0].tls.ca_bundle_pem + script.built[0].tls.client_cert_pem + script.built[0].tls.client_key_pem,
        "cacertkey");
    EXPECT_EQ(script.built[0].tls.server_name, "name");
    EXPECT_EQ(script.built[0].proxy_url, "http://proxy:3128");
}

TEST_F(ConnectionTest, OneTransportServesManyRequests) {
    const auto connection = connect();
    for (int i = 0; i < 3; ++i) {
        answer(200);
        connection->send({}, {});
    }
    EXPECT_EQ(script.built.size(), 1u);
}

TEST_F(ConnectionTest, A401WithANewTokenOnDiskIsTriedOnceMore) {
    config.token_file = folder.write("token", "one");
    const auto connection = connect();
    answer(200);
    connection->send({}, {});
    folder.write("token", "two");
    answer(401);
    answer(200, "in");
    EXPECT_EQ(connection->send({}, {}).body, "in");
    EXPECT_EQ(authorization(1), "Bearer one");
    EXPECT_EQ(authorization(2), "Bearer two");
}

TEST_F(ConnectionTest, ThePluginsRunAndBothTriesShareOneDeadline) {
    config.exec = ExecConfig{};
    config.exec->api_version = "client.authentication.k8s.io/v1";
    config.exec->command = folder.write("plugin", "#!/bin/sh\nexec sleep 1000\n", true);
    const auto connection = connect();
    http::Request hasty;
    hasty.deadline = std::chrono::milliseconds(50);
    EXPECT_EQ(error_of([&] { connection->send(hasty, {}); }).kind(), ErrorKind::Timeout);
    EXPECT_TRUE(script.requests.empty());
}

TEST_F(ConnectionTest, TheTryAfterA401HasTheTimeThatIsLeft) {
    config.token_file = folder.write("token", "one");
    answer(401);
    script.answers.back().before = [&] {
        folder.write("token", "two");
        clock.advance(std::chrono::seconds(10));
    };
    answer(200);
    connect()->send({}, {});
    EXPECT_EQ(script.requests.at(0).deadline, std::chrono::seconds(35));
    EXPECT_EQ(script.requests.at(1).deadline, std::chrono::seconds(25));
}

TEST_F(ConnectionTest, A401WithNothingNewIsTheAnswer) {
    config.token_file = folder.write("token", "one");
    answer(401, "no");
    EXPECT_EQ(connect()->send({}, {}).body, "no");
    EXPECT_EQ(script.requests.size(), 1u);
}

TEST_F(ConnectionTest, ASecond401IsTheAnswer) {
    config.token_file = folder.write("token", "one");
    const auto connection = connect();
    answer(200);
    connection->send({}, {});
    folder.write("token", "two");
    answer(401);
    answer(401, "still no");
    EXPECT_EQ(connection->send({}, {}).body, "still no");
    EXPECT_EQ(script.requests.size(), 3u);
}

TEST_F(ConnectionTest, AStreamsFirst401IsNotShownWhenANewTokenHelps) {
    config.token_file = folder.write("token", "one");
    const auto connection = connect();
    answer(200);
    connection->send({}, {});
    folder.write("token", "two");
    answer(401);
    answer(200);
    script.answers.back().lines = {"a", "b"};
    std::vector<int> statuses;
    std::string lines;
    const auto end = connection->stream(
        {}, [&](const http::Response& head) { statuses.push_back(head.status); },
        [&](std::string_view line) { return lines += line, true; }, {});
    EXPECT_EQ(end, http::StreamEnd::ServerClosed);
    EXPECT_EQ(statuses, std::vector<int>{200});
    EXPECT_EQ(lines, "ab");
}

TEST_F(ConnectionTest, AStreams401WithNothingNewIsShown) {
    answer(401, "no");
    std::string body;
    connect()->stream(
        {}, [&](const http::Response& head) { body = head.body; }, [](std::string_view) { return true; }, {});
    EXPECT_EQ(body, "no");
}

TEST_F(ConnectionTest, ChangedCertificatesAreNoticedAfterFiveMinutes) {
    config.ca_file = folder.write("ca", "ca-1");
    config.client_cert_file = folder.write("cert", "cert-1");
    config.client_key_file = folder.write("key", "key-1");
    const auto connection = connect();
    answer(200);
    connection->send({}, {});
    folder.write("cert", "cert-2");
    folder.write("key", "key-2");
    clock.advance(minutes(4));
    answer(200);
    connection->send({}, {});
    EXPECT_EQ(script.built.size(), 1u);
    clock.advance(minutes(1));
    answer(200);
    connection->send({}, {});
    ASSERT_EQ(script.built.size(), 2u);
    EXPECT_EQ(script.built[1].tls.client_cert_pem + script.built[1].tls.client_key_pem, "cert-2key-2");
    clock.advance(minutes(5));
    answer(200);
    connection->send({}, {});
    EXPECT_EQ(script.built.size(), 2u) << "nothing changed";
}

TEST_F(ConnectionTest, AfterAFailedConnectionTheCaIsLookedAtSooner) {
    config.ca_file = folder.write("ca", "ca-1");
    const auto connection = connect();
    Answer lost;
    lost.error = base::Error(ErrorKind::Unavailable, "certificate verify failed");
    script.answers.push_back(lost);
    EXPECT_EQ(error_of([&] { connection->send({}, {}); }).kind(), ErrorKind::Unavailable);
    folder.write("ca", "ca-2");
    answer(200);
    connection->send({}, {});
    ASSERT_EQ(script.built.size(), 2u);
    EXPECT_EQ(script.built[1].tls.ca_bundle_pem, "ca-2");
}

TEST_F(ConnectionTest, ARefusedClientCertificateIsLookedAtOnDisk) {
    config.client_cert_file = folder.write("cert", "cert-1");
    config.client_key_file = folder.write("key", "key-1");
    const auto connection = connect();
    answer(401);
    answer(200, "in");
    script.answers[0].before = [&] { folder.write("cert", "cert-2"); };
    EXPECT_EQ(connection->send({}, {}).body, "in");
    EXPECT_EQ(script.built.size(), 2u);
}

TEST_F(ConnectionTest, BadFilesKeepWhatWasGood) {
    config.ca_file = folder.write("ca", "ca-1");
    const auto connection = connect();
    answer(200);
    connection->send({}, {});
    script.on_build = [](const http::TransportOptions& options) {
        if (options.tls.ca_bundle_pem == "garbage") throw base::Error(ErrorKind::Config, "no certificate in it");
    };
    for (const auto* content : {"", "garbage"}) {
        folder.write("ca", content);
        clock.advance(minutes(5));
        answer(200);
        EXPECT_EQ(connection->send({}, {}).status, 200);
    }
    std::filesystem::remove(config.ca_file);
    clock.advance(minutes(5));
    answer(200);
    EXPECT_EQ(connection->send({}, {}).status, 200);
    EXPECT_EQ(script.built.size(), 1u);
    EXPECT_EQ(log->lines().size(), 3u) << said();
}

TEST_F(ConnectionTest, FilesThatAreMissingAtTheStartAreAConfigError) {
    config.ca_file = folder.path("ca");
    const auto error = error_of([&] { connect(); });
    EXPECT_EQ(error.kind(), ErrorKind::Config);
    EXPECT_NE(std::string(error.what()).find(config.ca_file), std::string::npos);
}

TEST_F(ConnectionTest, APluginsCertificateBuildsATransportAndANewOneAnother) {
    config.exec = ExecConfig{};
    config.exec->api_version = "client.authentication.k8s.io/v1";
    config.exec->command =
        folder.write("plugin",
                     "#!/bin/sh\necho x >> " + folder.path("runs") + "\nn=$(wc -l < " + folder.path("runs") +
                         ")\n"
                         "echo '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\","
                         "\"status\":{\"clientCertificateData\":\"cert-'$n'\",\"clientKeyData\":\"key-'$n'\"}}'\n",
                     true);
    const auto connection = connect();
    answer(200);
    connection->send({}, {});
    answer(401);
    answer(200);
    connection->send({}, {});
    ASSERT_EQ(script.built.size(), 2u);
    EXPECT_EQ(script.built[0].tls.client_cert_pem, "cert-1");
    EXPECT_EQ(script.built[1].tls.client_cert_pem + script.built[1].tls.client_key_pem, "cert-2key-2");
    EXPECT_EQ(authorization(2), "");
}

TEST_F(ConnectionTest, AWarningOfTheServerIsLoggedOnce) {
    const auto connection = connect();
    for (int i = 0; i < 3; ++i) {
        answer(200, "", {{"Warning", "299 - \"v1beta9 is deprecated\""}});
        connection->send({}, {});
    }
    ASSERT_EQ(log->lines().size(), 1u) << said();
    EXPECT_NE(log->lines()[0].find("v1beta9 is deprecated"), std::string::npos);
}

}  // namespace
}  // namespace kube::test
