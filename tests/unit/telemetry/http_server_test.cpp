// Over real loopback sockets.
#include "controller/telemetry/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "controller/base/error.h"
#include "tests/unit/runtime/scripted_api.h"
#include "tests/unit/telemetry/raw_client.h"

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::StartsWith;
using tests::RawClient;

telemetry::HttpServerOptions on_loopback(milliseconds deadline = seconds(30)) {
    telemetry::HttpServerOptions options;
    options.address = "127.0.0.1";
    options.deadline = deadline;
    return options;
}

telemetry::HttpReply echo(const telemetry::HttpRequest& request, std::stop_token) {
    return {200, request.method + " " + request.path + " [" + request.authorization + "]\n"};
}

std::string exchange(std::uint16_t port, const std::string& request) {
    RawClient client(port);
    client.send(request);
    return client.read_all();
}

TEST(HttpServer, AnswersAndCloses) {
    const telemetry::HttpServer server(on_loopback(), echo, tests::quiet());
    const auto reply = exchange(server.port(), "GET /healthz?x HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer t\r\n\r\n");
    EXPECT_THAT(reply, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(reply, HasSubstr("Content-Type: text/plain; charset=utf-8\r\n"));
    EXPECT_THAT(reply, HasSubstr("X-Content-Type-Options: nosniff\r\n"));
    EXPECT_THAT(reply, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(reply, HasSubstr("\r\n\r\nGET /healthz [Bearer t]\n"));
}

TEST(HttpServer, HeadHasNoBody) {
    const telemetry::HttpServer server(on_loopback(), echo, tests::quiet());
    const auto reply = exchange(server.port(), "HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(reply, HasSubstr("Content-Length: 11\r\n"));
    EXPECT_TRUE(reply.ends_with("\r\n\r\n")) << reply;
}

TEST(HttpServer, OtherMethodsAreRefused) {
    const telemetry::HttpServer server(on_loopback(), echo, tests::quiet());
    EXPECT_THAT(exchange(server.port(), "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"),
                StartsWith("HTTP/1.1 405 "));
}

TEST(HttpServer, NonsenseIsABadRequest) {
    const telemetry::HttpServer server(on_loopback(), echo, tests::quiet());
    EXPECT_THAT(exchange(server.port(), "what is this\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
}

TEST(HttpServer, ABigHeaderIsRefused) {
    const telemetry::HttpServer server(on_loopback(), echo, tests::quiet());
    const auto fits = "GET /x HTTP/1.1\r\nHost: a\r\nX-Pad: " + std::string(8000, 'x') + "\r\n\r\n";
    const auto too_big = "GET /x HTTP/1.1\r\nHost: a\r\nX-Pad: " + std::string(8300, 'x') + "\r\n\r\n";
    const auto huge = "GET /x HTTP/1.1\r\nHost: a\r\nX-Pad: " + std::string(60000, 'x') + "\r\n\r\n";
    EXPECT_THAT(exchange(server.port(), fits), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(exchange(server.port(), too_big), StartsWith("HTTP/1.1 431 "));
    EXPECT_THAT(exchange(server.port(), huge), StartsWith("HTTP/1.1 431 "));
}

TEST(HttpServer, WhoSendsNothingIsCutOffAtTheDeadline) {
    const telemetry::HttpServer server(on_loopback(milliseconds(100)), echo, tests::quiet());
    RawClient client(server.port());
    EXPECT_EQ(client.read_all(), "");
    EXPECT_FALSE(client.timed_out());
}

TEST(HttpServer, WhoTricklesIsCutOffAtTheSameDeadline) {
    const telemetry::HttpServer server(on_loopback(milliseconds(100)), echo, tests::quiet());
    RawClient client(server.port());
    const auto begun = std::chrono::steady_clock::now();
    client.send("GET /x HTTP/1.1\r\nHost: a\r\nX: ");
    while (client.send("x") && std::chrono::steady_clock::now() - begun < seconds(10)) {
        std::this_thread::sleep_for(milliseconds(10));
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begun, seconds(5));
}

TEST(HttpServer, SilentClientsDoNotHoldOthersUp) {
    const telemetry::HttpServer server(on_loopback(), echo, tests::quiet());
    std::vector<std::unique_ptr<RawClient>> silent;
    for (int i = 0; i < 20; ++i) silent.push_back(std::make_unique<RawClient>(server.port()));
    EXPECT_THAT(exchange(server.port(), "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(silent.front()->read_all(), "") << "the oldest had to go";
    EXPECT_FALSE(silent.front()->timed_out());
}

TEST(HttpServer, WhoLingersAfterTheAnswerDoesNotHoldOthersUp) {
    const telemetry::HttpServer server(on_loopback(), echo, tests::quiet());
    std::vector<std::unique_ptr<RawClient>> lingering;
    for (int i = 0; i < 20; ++i) {
        lingering.push_back(std::make_unique<RawClient>(server.port()));
        lingering.back()->send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    EXPECT_THAT(exchange(server.port(), "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 200 "));
}

// Replies that nobody reads: each fills its socket, so that it is still being written.
TEST(HttpServer, WhoIsBeingAnsweredKeepsItsPlace) {
    const std::string big(std::size_t{32} << 20, 'm');
    std::atomic<int> answered{0};
    const telemetry::HttpServer server(
        on_loopback(),
        [&](const auto&, auto) {
            ++answered;
            return telemetry::HttpReply{200, big};
        },
        tests::quiet());
    std::vector<std::unique_ptr<RawClient>> asking;
    for (int i = 0; i < 8; ++i) {
        asking.push_back(std::make_unique<RawClient>(server.port()));
        asking.back()->send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    ASSERT_TRUE(fakes::eventually([&] { return answered == 8; }));
    RawClient ninth(server.port());
    EXPECT_EQ(ninth.read_all(), "");
    EXPECT_FALSE(ninth.timed_out());
    EXPECT_TRUE(asking.front()->read_all().ends_with(big));
}

TEST(HttpServer, WithoutAnAddressItListensOnEveryOne) {
    auto options = on_loopback();
    options.address = "";
    const telemetry::HttpServer server(options, echo, tests::quiet());
    const std::string request = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
    EXPECT_THAT(exchange(server.port(), request), StartsWith("HTTP/1.1 200 "));
    try {
        RawClient client(server.port(), RawClient::Loopback::Ipv6);
        client.send(request);
        EXPECT_THAT(client.read_all(), StartsWith("HTTP/1.1 200 "));
    } catch (const RawClient::NoSuchAddress&) {
        GTEST_SKIP() << "this machine has no IPv6";
    }
}

TEST(HttpServer, ServesManyOneAfterTheOther) {
    const telemetry::HttpServer server(on_loopback(), echo, tests::quiet());
    for (int i = 0; i < 200; ++i) {
        ASSERT_THAT(exchange(server.port(), "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"), StartsWith("HTTP/1.1 200 ")) << i;
    }
}

TEST(HttpServer, ABigReplyArrivesWhole) {
    const std::string big(std::size_t{4} << 20, 'm');
    const telemetry::HttpServer server(
        on_loopback(), [&](const auto&, auto) { return telemetry::HttpReply{200, big}; }, tests::quiet());
    EXPECT_TRUE(exchange(server.port(), "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n").ends_with("\r\n\r\n" + big));
}

TEST(HttpServer, TheEndStopsARunningHandlerAndCutsTheRestOff) {
    std::atomic<bool> running{false};
    auto server = std::make_unique<telemetry::HttpServer>(
        on_loopback(),
        [&](const auto&, std::stop_token stop) {
            running = true;
            while (!stop.stop_requested()) std::this_thread::yield();
            return telemetry::HttpReply{};
        },
        tests::quiet());
    RawClient silent(server->port());
    RawClient asking(server->port());
    asking.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(fakes::eventually([&] { return running.load(); }));
    server.reset();
    EXPECT_EQ(silent.read_all(), "");
    EXPECT_FALSE(silent.timed_out());
}

TEST(HttpServer, AnAddressThatIsTakenIsAConfigurationError) {
    const telemetry::HttpServer first(on_loopback(), echo, tests::quiet());
    auto same = on_loopback();
    same.port = first.port();
    try {
        const telemetry::HttpServer second(same, echo, tests::quiet());
        FAIL() << "the port is taken";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::Config);
        EXPECT_THAT(error.what(), HasSubstr(std::to_string(first.port())));
    }
    same.address = "no address";
    EXPECT_THROW(telemetry::HttpServer(same, echo, tests::quiet()), base::Error);
}

}  // namespace
