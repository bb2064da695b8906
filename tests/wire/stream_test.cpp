#include <thread>

#include "tests/wire/fixture.h"

namespace wire {
namespace {

using http::StreamEnd;
using Lines = std::vector<std::string>;

const std::string chunked_head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

struct Heard {
    int heads = 0;
    http::Response head;
    Lines lines;
    StreamEnd end{};
};

Heard listen(const Server& server, http::TransportOptions options = {}, std::stop_token stop = {},
             std::size_t enough = SIZE_MAX, std::chrono::milliseconds deadline = 35s) {
    options.base_url = server.url();
    Heard heard;
    auto watch = request("GET", "/watch");
    watch.head_deadline = deadline;
    heard.end = make_transport(options)->stream(
        watch,
        [&](const http::Response& head) {
            ++heard.heads;
            EXPECT_TRUE(heard.lines.empty());
            heard.head = head;
        },
        [&](std::string_view line) {
            EXPECT_EQ(heard.heads, 1);
            heard.lines.emplace_back(line);
            return heard.lines.size() < enough;
        },
        std::move(stop));
    return heard;
}

TEST(Stream, LinesComeWholeHoweverTheChunksAreCut) {
    const Server server([](Peer& peer) {
        peer.read_request();
        peer.write(chunked_head);
        for (const char* part : {"{\"a\":1}\n{\"b\"", ":", "2}\n\n", "{\"c\":3}", "\n"}) peer.write_chunk(part);
        peer.write_chunk("");
    });
    const Heard heard = listen(server);
    EXPECT_EQ(heard.end, StreamEnd::ServerClosed);
    EXPECT_EQ(heard.head.status, 200);
    EXPECT_EQ(heard.lines, (Lines{"{\"a\":1}", "{\"b\":2}", "{\"c\":3}"}));
}

TEST(Stream, ALastLineWithoutNewlineCountsIfTheEndIsClean) {
    const Server server([](Peer& peer) {
        peer.read_request();
        peer.write(chunked_head);
        peer.write_chunk("one\ntwo");
        peer.write_chunk("");
    });
    EXPECT_EQ(listen(server).lines, (Lines{"one", "two"}));
}

TEST(Stream, ACutIsAServerThatClosedAndTheCutLineIsDropped) {
    for (const bool in_chunk : {true, false}) {
        const Server server([in_chunk](Peer& peer) {
            peer.read_request();
            peer.write(chunked_head);
            peer.write_chunk("one\ntw");
            if (in_chunk) peer.write("5\r\nab");
        });
        const Heard heard = listen(server);
        EXPECT_EQ(heard.end, StreamEnd::ServerClosed);
        EXPECT_EQ(heard.lines, (Lines{"one"}));
    }
}

TEST(Stream, SilenceIsIdle) {
    const Server server([](Peer& peer) {
        peer.read_request();
        peer.write(chunked_head);
        peer.write_chunk("one\n");
        peer.wait_until_client_leaves();
    });
    const Heard heard = listen(server, {.inactivity_timeout = 1s});
    EXPECT_EQ(heard.end, StreamEnd::Idle);
    EXPECT_EQ(heard.lines, (Lines{"one"}));
}

TEST(Stream, TheDeadlineIsForTheHeadAlone) {
    const Server server([](Peer& peer) {
        peer.read_request();
        peer.write(chunked_head);
        for (int i = 0; i < 12; ++i) {
            std::this_thread::sleep_for(100ms);
            peer.write_chunk("line\n");
        }
        peer.write_chunk("");
    });
    EXPECT_EQ(listen(server, {}, {}, SIZE_MAX, 1s).lines.size(), 12u) << "longer than the deadline";
    const Server silent([](Peer& peer) { peer.wait_until_client_leaves(); });
    try {
        listen(silent, {}, {}, SIZE_MAX, 50ms);
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Timeout);
    }
}

TEST(Stream, StopEndsItAtOnceWhereverItIs) {
    for (const bool after_head : {true, false}) {
        std::stop_source source;
        const Server server([&](Peer& peer) {
            peer.read_request();
            if (after_head) {
                peer.write(chunked_head);
                peer.write_chunk("one\n");
            }
            source.request_stop();
            peer.wait_until_client_leaves();
        });
        const auto begun = std::chrono::steady_clock::now();
        EXPECT_EQ(listen(server, {}, source.get_token()).end, StreamEnd::Stopped);
        EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
    }
}

TEST(Stream, StopEndsAFlood) {
    std::stop_source source;
    const Server server([&](Peer& peer) {
        peer.read_request();
        peer.write(chunked_head);
        for (int i = 0; peer.write_chunk("line\n"); ++i) {
            if (i == 1000) source.request_stop();
        }
    });
    EXPECT_EQ(listen(server, {}, source.get_token()).end, StreamEnd::Stopped);
}

TEST(Stream, TheListenerMayHaveHadEnough) {
    const Server server([](Peer& peer) {
        peer.read_request();
        peer.write(chunked_head);
        while (peer.write_chunk("a\nb\nc\n")) {
        }
    });
    const Heard heard = listen(server, {}, {}, 2);
    EXPECT_EQ(heard.end, StreamEnd::Stopped);
    EXPECT_EQ(heard.lines, (Lines{"a", "b"}));
}

TEST(Stream, WhatTheListenerThrowsPassesThrough) {
    const Server server([](Peer& peer) {
        peer.read_request();
        peer.write(chunked_head);
        while (peer.write_chunk("a\n")) {
        }
    });
    const auto transport = http::make_transport({.base_url = server.url()});
    const auto throws = [](std::string_view) -> bool { throw base::Error(ErrorKind::Gone, "too old"); };
    EXPECT_THROW(transport->stream(request("GET", "/"), [](const http::Response&) {}, throws, {}), base::Error);
    EXPECT_EQ(listen(server, {}, {}, 1).lines.size(), 1u);
}

TEST(Stream, OtherStatusesBringTheirBodyAndNoLine) {
    for (const bool chunked : {true, false}) {
        const Server server([chunked](Peer& peer) {
            peer.read_request();
            if (chunked) {
                peer.write("HTTP/1.1 410 Gone\r\nTransfer-Encoding: chunked\r\n\r\n");
                peer.write_chunk("{\"code\"");
                peer.write_chunk(":410}\n");
                peer.write_chunk("");
            } else {
                peer.reply(410, "{\"code\":410}\n");
            }
        });
        const Heard heard = listen(server);
        EXPECT_EQ(heard.end, StreamEnd::ServerClosed);
        EXPECT_EQ(heard.head.status, 410);
        EXPECT_EQ(heard.head.body, "{\"code\":410}\n");
        EXPECT_TRUE(heard.lines.empty());
    }
}

TEST(Stream, AnEndlessErrorBodyIsCapped) {
    const Server server([](Peer& peer) {
        peer.read_request();
        peer.write("HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n");
        const std::string much(100'000, 'x');
        while (peer.write_chunk(much)) {
        }
    });
    EXPECT_EQ(listen(server).head.body.size(), std::size_t{1} << 20);
}

TEST(Stream, ALineBeyondTheCapIsRefused) {
    const Server server([](Peer& peer) {
        peer.read_request();
        peer.write(chunked_head);
        while (peer.write_chunk("0123456789")) {
        }
    });
    try {
        listen(server, {.max_line_bytes = 1000});
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Protocol);
    }
}

TEST(Stream, ALostConnectionBeforeTheHeadIsUnavailable) {
    const Server server([](Peer& peer) { peer.read_request(); });
    try {
        listen(server);
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
    }
}

TEST(Stream, ASlowListenerSlowsTheServerDown) {
    constexpr std::size_t all = std::size_t{256} << 20;
    std::atomic<std::size_t> written{0};
    const Server server([&](Peer& peer) {
        peer.read_request();
        peer.write(chunked_head);
        const std::string chunk(16 * 1024 - 1, 'x');
        while (written < all && peer.write_chunk(chunk + "\n")) written += chunk.size() + 1;
    });
    std::size_t when_stuck = 0;
    const auto transport = http::make_transport({.base_url = server.url()});
    transport->stream(
        request("GET", "/"), [](const http::Response&) {},
        [&](std::string_view) {
            // Nothing is taken until the server has not been able to write for a while.
            std::size_t seen = 0;
            auto since = std::chrono::steady_clock::now();
            fakes::eventually([&] {
                if (written != seen) {
                    seen = written;
                    since = std::chrono::steady_clock::now();
                }
                return seen == all || std::chrono::steady_clock::now() - since > 200ms;
            });
            when_stuck = seen;
            return false;
        },
        {});
    EXPECT_GT(when_stuck, 0u);
    EXPECT_LT(when_stuck, all / 4) << "only what fits into the sockets' buffers";
}

}  // namespace
}  // namespace wire
