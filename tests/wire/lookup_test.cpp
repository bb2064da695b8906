// Host names whose lookup hangs, which nothing can end.
#include <dlfcn.h>
#include <netdb.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "tests/wire/fixture.h"

namespace {

using GetAddrInfo = int (*)(const char*, const char*, const addrinfo*, addrinfo**);

// Names that end in .test are this machine. While the resolver is held, their lookups wait.
class Resolver {
public:
    void hold() {
        const std::lock_guard lock(mutex_);
        held_ = true;
        lookups_ = 0;
    }
    void release() {
        const std::lock_guard lock(mutex_);
        held_ = false;
        changed_.notify_all();
    }
    // Since it was held.
    int lookups() {
        const std::lock_guard lock(mutex_);
        return lookups_;
    }
    void look_up() {
        std::unique_lock lock(mutex_);
        ++lookups_;
        changed_.wait(lock, [&] { return !held_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool held_ = false;
    int lookups_ = 0;
};

Resolver resolver;

}  // namespace

// Stands before libc's when the program is linked.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** found) {
    static const auto real = reinterpret_cast<GetAddrInfo>(dlsym(RTLD_NEXT, "getaddrinfo"));
    const bool ours = node != nullptr && std::string_view(node).ends_with(".test");
    if (ours) resolver.look_up();
    return real(ours ? "127.0.0.1" : node, service, hints, found);
}

namespace wire {
namespace {

struct Held {
    Held() { resolver.hold(); }
    ~Held() { resolver.release(); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
};

http::Request call_within(std::chrono::milliseconds deadline, const std::string& method = "GET") {
    auto call = request(method, "/", method == "GET" ? "" : "{}");
    call.deadline = deadline;
    return call;
}
http::Request hasty() { return call_within(50ms); }

bool is_answered(http::Transport& transport) {
    try {
        return get(transport).status == 200;
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Unavailable) << error.what();
        return false;
    }
}

TEST(Lookup, ThatWasGivenUpIsTheOnlyOneOfItsTransport) {
    Journal journal;
    const Server server(answer_all(journal));
    const auto transport = http::make_transport({.base_url = server.url("slow.test")});
    {
        const Held held;
        EXPECT_EQ(failure_of(*transport, hasty()).kind(), ErrorKind::Timeout);
        for (const char* method : {"POST", "PUT", "PATCH"}) {
            const auto error = failure_of(*transport, call_within(2s, method));
            EXPECT_EQ(error.kind(), ErrorKind::Unavailable) << error.what();
            EXPECT_EQ(error.reason(), http::not_sent_reason) << error.what();
            EXPECT_NE(std::string(error.what()).find("still being looked up"), std::string::npos) << error.what();
        }
        EXPECT_EQ(resolver.lookups(), 1);
    }
    EXPECT_TRUE(fakes::eventually([&] { return is_answered(*transport); }));
    EXPECT_EQ(journal.requests().size(), 1u) << "nothing that was given up is sent when the name is known";
}

TEST(Lookup, ThatHangsKeepsNobodyFromAConnectionThatIsThere) {
    std::atomic<int> held_replies{0};
    std::atomic<bool> go_on{false};
    const Server server([&](Peer& peer) {
        while (const auto got = peer.read_request()) {
            if (got->target == "/held") {
                ++held_replies;
                fakes::eventually([&] { return go_on.load(); });
            }
            peer.reply(200, "ok");
        }
    });
    const auto transport = http::make_transport({.base_url = server.url("slow.test")});
    use_pooled_connection(*transport, server);
    const Held held;
    const int connections = server.connections();
    {
        const std::jthread busy([&] { EXPECT_EQ(get(*transport, "/held").status, 200); });
        ASSERT_TRUE(fakes::eventually([&] { return held_replies == 1; }));
        EXPECT_EQ(failure_of(*transport, hasty()).kind(), ErrorKind::Timeout) << "the only connection is in use";
        EXPECT_EQ(failure_of(*transport, call_within(2s)).kind(), ErrorKind::Unavailable);
        go_on = true;
    }
    EXPECT_TRUE(fakes::eventually([&] { return is_answered(*transport); }));
    EXPECT_EQ(server.connections(), connections);
}

// What waits for something else ends when it is given up, or goes on without being taken for a lookup.
TEST(Lookup, IsNotWhatASlowPeerIsWaitedForWith) {
    const Server silent([](Peer& peer) { peer.wait_until_client_leaves(); });
    const BlackHole hole;
    const std::vector<http::TransportOptions> all{{.base_url = silent.url()},
                                                  {.base_url = hole.url()},
                                                  {.base_url = hole.url("https")},
                                                  {.base_url = "http://127.0.0.1:1", .proxy_url = hole.url()},
                                                  {.base_url = "https://127.0.0.1:1", .proxy_url = hole.url()},
                                                  {.base_url = "https://127.0.0.1:1", .proxy_url = silent.url()}};
    for (const auto& options : all) {
        const auto transport = http::make_transport(options);
        for (int i = 0; i < 2; ++i) {
            EXPECT_TRUE(fakes::eventually([&] { return failure_of(*transport, hasty()).kind() == ErrorKind::Timeout; }))
                << options.base_url << " " << options.proxy_url;
        }
    }
}

TEST(Lookup, OfAProxyThatHangsIsKnownOnceNothingElseCanTakeSoLong) {
    Journal journal;
    const Server proxy(answer_all(journal));
    const auto transport = http::make_transport(
        {.base_url = "https://127.0.0.1:1", .proxy_url = proxy.url("slow.test"), .inactivity_timeout = 200ms});
    const Held held;
    EXPECT_EQ(failure_of(*transport, hasty()).kind(), ErrorKind::Timeout);
    EXPECT_TRUE(fakes::eventually([&] { return failure_of(*transport, hasty()).kind() == ErrorKind::Unavailable; }));
}

}  // namespace
}  // namespace wire
