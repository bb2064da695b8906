#include <condition_variable>

#include "tests/wire/fixture.h"

namespace wire {
namespace {

std::unique_ptr<http::Transport> transport_to(const Server& server, const std::string& ca = {}) {
    return http::make_transport({.base_url = server.url(), .tls = {.ca_bundle_pem = ca}});
}

// Answers GET /, and closes an idle connection when told to.
class IdleCloser {
public:
    Server::Behaviour behaviour(Journal& journal) {
        return [this, &journal](Peer& peer) {
            while (auto got = peer.read_request()) {
                const bool last = got->target == "/last";
                journal.add(std::move(*got));
                peer.reply(200, "ok");
                if (last) break;
            }
            peer.close();
            ++closed_;
        };
    }
    int closed() const { return closed_; }

private:
    std::atomic<int> closed_{0};
};

// The last reply of the pooled connection, and the server's close behind it. Returns once the client's kernel must have it:
// loopback delivers before close() returns.
void let_the_server_close(http::Transport& transport, const Server& server, const IdleCloser& closer) {
    use_pooled_connection(transport, server);
    const int before = closer.closed();
    get(transport, "/last");
    ASSERT_TRUE(fakes::eventually([&] { return closer.closed() > before; }));
}

TEST(StaleConnection, APostFindsItBeforeAnythingIsSentAndGoesOutOnceOnANewOne) {
    Journal journal;
    IdleCloser closer;
    const Server server(closer.behaviour(journal));
    const auto transport = transport_to(server);
    for (int round = 0; round < 20; ++round) {
        let_the_server_close(*transport, server, closer);
        EXPECT_EQ(transport->send(request("POST", "/", "{}"), {}).status, 200);
        EXPECT_EQ(journal.count("POST"), round + 1);
    }
}

TEST(StaleConnection, IsFoundBehindTlsToo) {
    const Authority authority("CA");
    Journal journal;
    IdleCloser closer;
    const Server server(closer.behaviour(journal), ServerTls{authority.issue({})});
    const auto transport = transport_to(server, authority.cert_pem());
    for (int round = 0; round < 10; ++round) {
        let_the_server_close(*transport, server, closer);
        EXPECT_EQ(transport->send(request("POST", "/", "{}"), {}).status, 200);
        EXPECT_EQ(journal.count("POST"), round + 1);
    }
}

// Reads the whole request on a connection that was used before, and closes instead of answering.
Server::Behaviour close_while_the_client_reads(Journal& journal, std::atomic<bool>& armed) {
    return [&](Peer& peer) {
        while (auto got = peer.read_request()) {
            journal.add(*got);
            if (armed.exchange(false)) return;
            peer.reply(200, "ok");
        }
    };
}

// Reads the head on a connection that was used before, and resets it under the body.
Server::Behaviour reset_while_the_client_writes(Journal& journal, std::atomic<bool>& armed) {
    return [&](Peer& peer) {
        while (auto got = peer.read_head()) {
            journal.add(*got);
            if (armed.exchange(false)) {
                peer.reset();
                return;
            }
            if (!peer.read_body(*got)) return;
            peer.reply(200, "ok");
        }
    };
}

using MakeBehaviour = Server::Behaviour (*)(Journal&, std::atomic<bool>&);

class ClosedUnderARequest : public testing::TestWithParam<MakeBehaviour> {
protected:
    // What the method's exchange gives when its pooled connection is closed under it.
    std::optional<base::Error> try_once(const std::string& method, const std::string& body) {
        use_pooled_connection(*transport_, server_);
        armed_ = true;
        try {
            transport_->send(request(method, "/x", body), {});
        } catch (const base::Error& error) {
            return error;
        }
        return std::nullopt;
    }

    std::atomic<bool> armed_{false};
    Journal journal_;
    Server server_{GetParam()(journal_, armed_)};
    std::unique_ptr<http::Transport> transport_ = transport_to(server_);
    const std::string large_ = std::string(16'000'000, 'x');
};

TEST_P(ClosedUnderARequest, PostAndPatchAreNeverSentTwice) {
    for (const char* method : {"POST", "PATCH"}) {
        const auto error = try_once(method, large_);
        ASSERT_TRUE(error) << method;
        EXPECT_EQ(error->kind(), ErrorKind::Unavailable);
        EXPECT_EQ(error->reason(), "") << "whether the peer acted is unknown";
        EXPECT_EQ(journal_.count(method), 1);
        EXPECT_EQ(get(*transport_).status, 200) << "the next request must not suffer";
    }
}

TEST_P(ClosedUnderARequest, PutIsSentOnceMore) {
    EXPECT_FALSE(try_once("PUT", large_));
    EXPECT_EQ(journal_.count("PUT"), 2);
}

INSTANTIATE_TEST_SUITE_P(WhileReading, ClosedUnderARequest, testing::Values(close_while_the_client_reads));
INSTANTIATE_TEST_SUITE_P(WhileWriting, ClosedUnderARequest, testing::Values(reset_while_the_client_writes));

TEST(StaleConnection, AnEmptyPostIsNotRepeatedEither) {
    std::atomic<bool> armed{false};
    Journal journal;
    const Server server(close_while_the_client_reads(journal, armed));
    const auto transport = transport_to(server);
    use_pooled_connection(*transport, server);
    armed = true;
    EXPECT_EQ(failure_of(*transport, request("POST", "/")).kind(), ErrorKind::Unavailable);
    EXPECT_EQ(journal.count("POST"), 1);
}

TEST(StaleConnection, GetAndDeleteAreSentOnceMore) {
    for (const char* method : {"GET", "DELETE"}) {
        std::atomic<bool> armed{false};
        Journal journal;
        const Server server(close_while_the_client_reads(journal, armed));
        const auto transport = transport_to(server);
        use_pooled_connection(*transport, server);
        const auto before = journal.requests().size();
        armed = true;
        EXPECT_EQ(transport->send(request(method, "/x"), {}).status, 200);
        EXPECT_EQ(journal.requests().size() - before, 2u) << method;
    }
}

TEST(StaleConnection, AServerThatAlwaysClosesIsNotAskedForEver) {
    std::atomic<bool> closing{false};
    Journal journal;
    const Server server([&](Peer& peer) {
        while (auto got = peer.read_request()) {
            journal.add(*got);
            if (closing) return;
            peer.reply(200);
        }
    });
    const auto transport = transport_to(server);
    use_pooled_connection(*transport, server);
    const auto before = journal.requests().size();
    closing = true;
    EXPECT_EQ(failure_of(*transport, request("PUT", "/", "{}")).kind(), ErrorKind::Unavailable);
    EXPECT_EQ(journal.requests().size() - before, 2u);
}

TEST(StaleConnection, AfterIdlenessWritesGoOutOnANewConnection) {
    Journal journal;
    const Server server(answer_all(journal));
    const auto transport = http::make_transport({.base_url = server.url(), .write_reuse_limit = 0ms});
    use_pooled_connection(*transport, server);  // reads do reuse
    for (const char* method : {"POST", "PATCH"}) {
        const int before = server.connections();
        transport->send(request(method, "/", "{}"), {});
        EXPECT_EQ(server.connections(), before + 1) << method;
    }
}

TEST(StaleConnection, WithoutIdlenessWritesReuseTheirConnection) {
    Journal journal;
    const Server server(answer_all(journal));
    const auto transport = transport_to(server);
    const bool reused = fakes::eventually([&] {
        const int before = server.connections();
        transport->send(request("POST", "/", "{}"), {});
        return before > 0 && server.connections() == before;
    });
    EXPECT_TRUE(reused);
}

}  // namespace
}  // namespace wire
