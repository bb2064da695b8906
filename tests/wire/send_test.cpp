#include <cerrno>
#include <thread>

#include "tests/wire/fixture.h"

namespace wire {
namespace {

std::unique_ptr<http::Transport> plain(const Server& server, http::TransportOptions options = {}) {
    options.base_url = server.url();
    return make_transport(options);
}

// A server that sends `bytes` for the first request of a connection and closes.
Server::Behaviour says(std::string bytes) {
    return [bytes = std::move(bytes)](Peer& peer) {
        if (peer.read_request()) peer.write(bytes);
    };
}

TEST(Send, TheRequestArrivesAsItWasGiven) {
    Journal journal;
    const Server server(answer_all(journal));
    const auto transport = http::make_transport({.base_url = server.url() + "/prefix/", .user_agent = "agent/1"});
    const auto response = transport->send(request("PUT", "/a%2Fb/c%20d?x=%26&y=1%2B1&z=%5B%5D&w", "{\"a\":1}"), {});
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "ok");
    ASSERT_EQ(journal.requests().size(), 1u);
    const http::Request got = journal.requests().front();
    EXPECT_EQ(got.method, "PUT");
    EXPECT_EQ(got.target, "/prefix/a%2Fb/c%20d?x=%26&y=1%2B1&z=%5B%5D&w");
    EXPECT_EQ(got.body, "{\"a\":1}");
    EXPECT_EQ(got.headers.at("User-Agent"), "agent/1");
    EXPECT_EQ(got.headers.at("Content-Type"), "application/json");
    EXPECT_EQ(got.headers.at("Authorization"), "Bearer " + secret);
    EXPECT_EQ(got.headers.at("Host"), "127.0.0.1:" + std::to_string(server.port()));
    EXPECT_FALSE(got.headers.contains("Accept-Encoding"));
}

TEST(Send, TargetsAreNotTidiedUp) {
    Journal journal;
    const Server server(answer_all(journal));
    const auto transport = plain(server);
    const std::vector<std::string> targets{"/", "/?q=1", "/a//b", "/a/", "/a?", "/a/../b", "/a?b?c"};
    for (const std::string& target : targets) get(*transport, target);
    for (std::size_t i = 0; i < targets.size(); ++i) {
        // A '?' with nothing behind it says nothing, and the library leaves it out.
        EXPECT_EQ(journal.requests()[i].target, targets[i] == "/a?" ? "/a" : targets[i]);
    }
}

TEST(Send, EmptyAndLargeBodiesGoOutWhole) {
    Journal journal;
    const Server server(answer_all(journal));
    const auto transport = plain(server);
    const std::string large(3'000'000, 'x');
    for (const char* method : {"POST", "PATCH", "PUT", "DELETE"}) {
        transport->send(request(method, "/"), {});
        transport->send(request(method, "/", large), {});
    }
    const auto got = journal.requests();
    ASSERT_EQ(got.size(), 8u);
    for (std::size_t i = 0; i < got.size(); ++i) EXPECT_EQ(got[i].body.size(), i % 2 == 0 ? 0u : large.size());
    EXPECT_EQ(got[0].headers.at("Content-Length"), "0");
}

TEST(Send, EveryStatusIsAReply) {
    const Server server([](Peer& peer) {
        while (const auto got = peer.read_request()) {
            peer.reply(std::stoi(got->target.substr(1)), "text", {{"Retry-After", "4s"}, {"X-Two", "a, b"}});
        }
    });
    const auto transport = plain(server);
    for (const int status : {200, 201, 400, 401, 404, 409, 429, 500, 503}) {
        const auto response = get(*transport, "/" + std::to_string(status));
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(response.body, "text");
        EXPECT_EQ(response.header("retry-after"), "4s");
        EXPECT_EQ(response.header("x-two"), "a, b");
    }
}

TEST(Send, RepliesWithoutBodyEndWithTheirHead) {
    const Server server([](Peer& peer) {
        while (const auto got = peer.read_request()) {
            if (got->method == "HEAD") peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
            if (got->method == "DELETE") peer.write("HTTP/1.1 204 No Content\r\n\r\n");
            if (got->method == "GET") peer.write("HTTP/1.1 304 Not Modified\r\n\r\n");
        }
    });
    const auto transport = plain(server);
    EXPECT_EQ(transport->send(request("HEAD", "/"), {}).status, 200);
    EXPECT_EQ(transport->send(request("DELETE", "/"), {}).status, 204);
    EXPECT_EQ(get(*transport).status, 304);
}

TEST(Send, ChunksMayBeCutAnywhere) {
    const Server server([](Peer& peer) {
        while (peer.read_request()) {
            const std::string bytes =
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n";
            for (const char byte : bytes) peer.write({&byte, 1});
        }
    });
    const auto transport = plain(server);
    EXPECT_EQ(get(*transport).body, "abcdefg");
    EXPECT_EQ(get(*transport).body, "abcdefg");
}

TEST(Send, AReplyCutBeforeItsEndIsNoReply) {
    for (const char* bytes :
         {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP", "",
          "HTTP/1.1 200 OK\r\n\r\nno length, no chunks"}) {
        const Server server(says(bytes));
        const auto error = failure_of(*plain(server), request("GET", "/"));
        EXPECT_EQ(error.kind(), ErrorKind::Unavailable) << bytes << ": " << error.what();
        EXPECT_EQ(error.reason(), "") << bytes;
    }
}

TEST(Send, NonsenseIsAProtocolError) {
    for (const char* bytes :
         {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"}) {
        const Server server(says(bytes));
        const auto error = failure_of(*plain(server), request("GET", "/"));
        EXPECT_EQ(error.kind(), ErrorKind::Protocol) << bytes << ": " << error.what();
    }
}

TEST(Send, BodiesBeyondTheCapAreRefused) {
    for (const bool announced : {true, false}) {
        const Server server([announced](Peer& peer) {
            peer.read_request();
            if (announced) {
                peer.write(
                    "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n");  // and nothing more: the length is enough
                peer.wait_until_client_leaves();
            } else {
                peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                while (peer.write_chunk("0123456789")) {
                }
            }
        });
        const auto error = failure_of(*plain(server, {.max_body_bytes = 1000}), request("GET", "/"));
        EXPECT_EQ(error.kind(), ErrorKind::Protocol);
        EXPECT_NE(std::string(error.what()).find("1000 bytes"), std::string::npos) << error.what();
    }
}

TEST(Send, ABodyOfExactlyTheCapPasses) {
    Journal journal;
    const Server server(answer_all(journal, std::string(1000, 'x')));
    EXPECT_EQ(get(*plain(server, {.max_body_bytes = 1000})).body.size(), 1000u);
}

TEST(Send, TheDeadlineHoldsForTheWholeExchange) {
    // Every byte resets the library's own timer, so only a deadline ends this.
    const Server server([](Peer& peer) {
        peer.read_request();
        peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (peer.write_chunk("x")) std::this_thread::sleep_for(5ms);
    });
    auto slow = request("GET", "/");
    slow.deadline = 100ms;
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(failure_of(*plain(server), slow).kind(), ErrorKind::Timeout);
    EXPECT_GE(std::chrono::steady_clock::now() - begun, 100ms);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
}

TEST(Send, SilenceEndsAtTheInactivityTimeout) {
    const Server server([](Peer& peer) { peer.wait_until_client_leaves(); });
    const auto error = failure_of(*plain(server, {.inactivity_timeout = 50ms}), request("GET", "/"));
    EXPECT_EQ(error.kind(), ErrorKind::Timeout);
}

TEST(Send, StopEndsItAtOnce) {
    std::stop_source source;
    const Server server([&](Peer& peer) {
        peer.read_request();
        source.request_stop();
        peer.wait_until_client_leaves();
    });
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(failure_of(*plain(server), request("POST", "/", "{}"), source.get_token()).kind(), ErrorKind::Cancelled);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
}

TEST(Send, WhatIsGivenUpIsClosedAtOnce) {
    std::atomic<int> left{0};
    const Server server([&](Peer& peer) {
        peer.read_request();
        peer.wait_until_client_leaves();
        ++left;
    });
    const auto transport = plain(server);
    auto hasty = request("GET", "/");
    hasty.deadline = 20ms;
    EXPECT_EQ(failure_of(*transport, hasty).kind(), ErrorKind::Timeout);
    EXPECT_TRUE(fakes::eventually([&] { return left == 1; })) << "the transport lives on, its connection must not";
}

TEST(Send, ARefusedConnectionWasNotSent) {
    const auto transport = http::make_transport({.base_url = "http://127.0.0.1:" + std::to_string(free_port())});
    const auto error = failure_of(*transport, request("POST", "/x?token=" + secret, "{}"));
    EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
    EXPECT_EQ(error.reason(), http::not_sent_reason);
    EXPECT_NE(std::string(error.what()).find("POST http://127.0.0.1:"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("refused"), std::string::npos) << error.what();
}

// The library's words for it are those of a cancellation; its code tells the two apart.
TEST(Send, AConnectionThatNobodyAcceptsInTimeWasNotSent) {
    const BlackHole hole;
    for (const char* scheme : {"http", "https"}) {
        const auto transport = http::make_transport({.base_url = hole.url(scheme), .inactivity_timeout = 100ms});
        const auto error = failure_of(*transport, request("POST", "/", "{}"));
        EXPECT_EQ(error.kind(), ErrorKind::Timeout) << error.what();
        EXPECT_EQ(error.reason(), http::not_sent_reason) << error.what();
    }
}

TEST(Send, AProxyThatDoesNotAcceptInTimeWasSentNothing) {
    const BlackHole hole;
    for (const char* scheme : {"http", "https"}) {
        const auto transport = http::make_transport(
            {.base_url = std::string(scheme) + "://127.0.0.1:1", .proxy_url = hole.url(), .inactivity_timeout = 100ms});
        const auto error = failure_of(*transport, request("POST", "/", "{}"));
        EXPECT_EQ(error.kind(), ErrorKind::Timeout) << error.what();
        EXPECT_EQ(error.reason(), http::not_sent_reason) << error.what();
    }
}

TEST(Send, AReplyThatDoesNotComeInTimeMayHaveBeenSent) {
    const Server server([](Peer& peer) {
        peer.read_request();
        peer.wait_until_client_leaves();
    });
    const auto error = failure_of(*plain(server, {.inactivity_timeout = 100ms}), request("POST", "/", "{}"));
    EXPECT_EQ(error.kind(), ErrorKind::Timeout);
    EXPECT_EQ(error.reason(), "");
}

TEST(Send, WhoeverMayStillRefuseIsAskedBeforeItIsSent) {
    Journal journal;
    const Server server(answer_all(journal));
    const auto transport = plain(server);
    auto write = request("PUT", "/", "{}");
    int asked = 0;
    write.before_send = [&] {
        if (++asked > 1) throw base::Error(ErrorKind::Fenced, "no longer the leader");
    };
    EXPECT_EQ(transport->send(write, {}).status, 200);
    EXPECT_EQ(failure_of(*transport, write).kind(), ErrorKind::Fenced);
    EXPECT_EQ(journal.count("PUT"), 1);
}

TEST(Send, ANameThatCannotBeResolvedWasNotSent) {
    // A label of more than 63 characters: refused by the resolver itself, whatever network the machine has.
    const auto transport = http::make_transport({.base_url = "http://" + std::string(70, 'x') + ".test"});
    const auto error = failure_of(*transport, request("POST", "/", "{}"));
    EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
    EXPECT_EQ(error.reason(), http::not_sent_reason);
}

TEST(Send, RedirectsAreHandedBackAndTheTokenDoesNotLeave) {
    Journal elsewhere;
    const Server other(answer_all(elsewhere));
    const Server server([&](Peer& peer) {
        while (const auto got = peer.read_request()) {
            peer.reply(std::stoi(got->target.substr(1)), "", {{"Location", other.url() + "/stolen"}});
        }
    });
    const auto transport = plain(server);
    for (const int status : {301, 302, 303, 307, 308}) {
        const auto response = get(*transport, "/" + std::to_string(status));
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(response.header("Location"), other.url() + "/stolen");
    }
    EXPECT_EQ(other.connections(), 0);
}

TEST(Send, ManyThreadsShareOneTransport) {
    Journal journal;
    const Server server([&](Peer& peer) {
        while (auto got = peer.read_request()) peer.reply(200, got->target);
    });
    const auto transport = plain(server);
    std::atomic<int> right{0};
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 8; ++thread) {
            threads.emplace_back([&, thread] {
                for (int i = 0; i < 50; ++i) {
                    const std::string target = "/" + std::to_string(thread) + "/" + std::to_string(i);
                    right += get(*transport, target).body == target ? 1 : 0;
                }
            });
        }
    }
    EXPECT_EQ(right, 400);
}

class Witness final : public base::RequestObserver {
public:
    void request_done(std::string_view host, std::string_view method, std::string_view code,
                      base::Duration duration) override {
        EXPECT_GT(duration, 0ns);
        seen.push_back(std::string(host) + " " + std::string(method) + " " + std::string(code));
    }
    std::vector<std::string> seen;
};

TEST(Send, TheObserverHearsOfEveryExchange) {
    Witness witness;
    const Server server([](Peer& peer) {
        while (const auto got = peer.read_request()) {
            if (got->method == "POST") return;
            peer.reply(404);
        }
    });
    const auto transport = plain(server, {.observer = &witness});
    get(*transport);
    failure_of(*transport, request("POST", "/", "{}"));
    const std::string host = "127.0.0.1:" + std::to_string(server.port());
    EXPECT_EQ(witness.seen, (std::vector<std::string>{host + " GET 404", host + " POST <error>"}));
}

}  // namespace
}  // namespace wire
