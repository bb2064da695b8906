// The library closes a connection that is given up, and crashes where another thread is in the middle of an operation
// on it. So nobody but the one thread that runs operations may close.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <mutex>
#include <random>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "tests/wire/fixture.h"

namespace {

// The library shuts each connection down in both directions before it closes it.
class Closers {
public:
    void add(pid_t thread) {
        const std::lock_guard lock(mutex_);
        threads_.insert(thread);
    }
    std::set<pid_t> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(threads_, {});
    }

private:
    std::mutex mutex_;
    std::set<pid_t> threads_;
};

Closers closers;

}  // namespace

// Stands before libc's when the program is linked.
extern "C" int shutdown(int socket, int how) noexcept {
    if (how == SHUT_RDWR) closers.add(gettid());
    return static_cast<int>(syscall(SYS_shutdown, socket, how));
}

namespace wire {
namespace {

constexpr int kCallers = 4;

TEST(Cancel, ClosesConnectionsOnOneThreadWhichIsNoCallers) {
    constexpr int calls = 25;
    const Server server([](Peer& peer) { peer.wait_until_client_leaves(); });
    const auto transport = http::make_transport({.base_url = server.url()});
    auto hasty = request("GET", "/");
    hasty.deadline = 2ms;
    std::array<pid_t, kCallers> callers{};
    closers.take();
    {
        std::vector<std::jthread> threads;
        for (pid_t& caller : callers) {
            threads.emplace_back([&] {
                caller = gettid();
                for (int i = 0; i < calls; ++i) EXPECT_EQ(failure_of(*transport, hasty).kind(), ErrorKind::Timeout);
            });
        }
    }
    const std::set<pid_t> seen = closers.take();
    EXPECT_EQ(seen.size(), 1u);
    for (const pid_t caller : callers) EXPECT_FALSE(seen.contains(caller));
}

// Begins a TLS record that is as long as one may be and sends it byte by byte: each is a step of the client's
// handshake. After some of them it has the client stop, and goes on until that has left.
class Dribbler {
public:
    explicit Dribbler(unsigned seed) : random_(seed), thread_([this] { serve(); }) {}
    ~Dribbler() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    Dribbler(const Dribbler&) = delete;
    Dribbler& operator=(const Dribbler&) = delete;

    std::string url() const { return "https://127.0.0.1:" + std::to_string(port_of(listener_)); }
    // Of the next call.
    std::stop_token stop_token() {
        const std::lock_guard lock(mutex_);
        stop_ = std::stop_source();
        return stop_.get_token();
    }

private:
    void serve() {
        for (int fd = 0; (fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
            const int yes = 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
            Peer peer(fd, nullptr, 1);
            bool connected = peer.write({"\x16\x03\x03\x40\x00\x02\x00\x3f", 8});  // of 16 KiB, with a ServerHello
            for (auto rest = 1 + random_() % 8; connected; --rest) {
                if (rest == 0) stop();
                connected = peer.write("x");
            }
        }
    }
    void stop() {
        const std::lock_guard lock(mutex_);
        stop_.request_stop();
    }

    std::mt19937 random_;
    std::mutex mutex_;
    std::stop_source stop_;
    const int listener_ = listening_socket();
    std::thread thread_;
};

// With closes on the callers' threads this process came down in 18 of 20 runs, mostly within 5 s, on two busy cores.
// The test above needs no luck.
TEST(Cancel, InTheMiddleOfAHandshakeBreaksNothing) {
    constexpr int calls = 20'000;
    const auto enough = std::chrono::steady_clock::now() + 20s;
    const Authority authority("CA");
    std::atomic<int> begun{0};
    std::vector<std::jthread> callers;
    for (unsigned seed = 0; seed < kCallers; ++seed) {
        callers.emplace_back([&, seed] {
            Dribbler server(seed);
            const auto transport =
                http::make_transport({.base_url = server.url(), .tls = {.ca_bundle_pem = authority.cert_pem()}});
            while (++begun <= calls && std::chrono::steady_clock::now() < enough) {
                EXPECT_EQ(failure_of(*transport, request("GET", "/"), server.stop_token()).kind(),
                          ErrorKind::Cancelled);
            }
        });
    }
}

}  // namespace
}  // namespace wire
