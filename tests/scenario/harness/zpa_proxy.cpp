#include "tests/scenario/harness/zpa_proxy.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include "tests/scenario/harness/own_address.h"

namespace scenario {

namespace {

// A socket that others may shut down at any time, and that is closed only once nobody uses it.
class Socket {
public:
    explicit Socket(int descriptor) : descriptor_(descriptor) {
        if (descriptor < 0) throw std::runtime_error("no socket");
    }
    Socket() : Socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    ~Socket() { ::close(descriptor_); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    int get() const { return descriptor_; }
    void shut() const { ::shutdown(descriptor_, SHUT_RDWR); }
    bool write(const std::string& text) const {
        return ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
    }

private:
    const int descriptor_;
};

sockaddr_in address(const std::string& ip, std::uint16_t port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(port);
    inet_pton(AF_INET, ip.c_str(), &out.sin_addr);
    return out;
}

const sockaddr* any(const sockaddr_in& in) { return reinterpret_cast<const sockaddr*>(&in); }

std::string read_head(const Socket& socket) {
    std::string head;
    for (char byte = 0; !head.ends_with("\r\n\r\n");) {
        if (::recv(socket.get(), &byte, 1, 0) != 1) return "";
        head += byte;
    }
    return head;
}

}  // namespace

class ZpaProxy::Impl {
public:
    explicit Impl(std::uint16_t upstream) : upstream_(upstream) {
        auto wanted = address("127.0.0.1", 0);
        socklen_t size = sizeof wanted;
        if (::bind(door_.get(), any(wanted), sizeof wanted) != 0 || ::listen(door_.get(), 64) != 0 ||
            ::getsockname(door_.get(), reinterpret_cast<sockaddr*>(&wanted), &size) != 0) {
            throw std::runtime_error("the proxy cannot listen");
        }
        port_ = ntohs(wanted.sin_port);
        thread_ = std::thread([this] { accept(); });
    }
    ~Impl() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
            for (const auto& socket : open_) socket->shut();
            changed_.notify_all();
        }
        door_.shut();
        thread_.join();
        for (auto& thread : threads_) thread.join();
    }

    void set_gate(bool shut) {
        const std::lock_guard lock(mutex_);
        shut_ = shut;
        changed_.notify_all();
    }
    int waiting() const {
        const std::lock_guard lock(mutex_);
        return waiting_;
    }
    std::vector<std::string> asked() const {
        const std::lock_guard lock(mutex_);
        return asked_;
    }
    std::uint16_t port() const { return port_; }
    const std::string& source() const { return source_; }

private:
    using Shared = std::shared_ptr<Socket>;

    void accept() {
        for (;;) {
            const int descriptor = ::accept4(door_.get(), nullptr, nullptr, SOCK_CLOEXEC);
            const std::lock_guard lock(mutex_);
            if (stopping_) {
                if (descriptor >= 0) ::close(descriptor);
                return;
            }
            if (descriptor < 0) continue;
            auto client = std::make_shared<Socket>(descriptor);
            open_.push_back(client);
            threads_.emplace_back([this, client = std::move(client)] { serve(client); });
        }
    }

    void serve(const Shared& client) {
        const auto head = read_head(*client);
        if (!head.starts_with("CONNECT ")) return client->shut();
        {
            std::unique_lock lock(mutex_);
            asked_.push_back(head.substr(8, head.find(' ', 8) - 8));
            ++waiting_;
            changed_.wait(lock, [&] { return !shut_ || stopping_; });
            --waiting_;
        }
        const auto upstream = std::make_shared<Socket>();
        const auto from = address(source_, 0), to = address("127.0.0.1", upstream_);
        if (::bind(upstream->get(), any(from), sizeof from) != 0 ||
            ::connect(upstream->get(), any(to), sizeof to) != 0 || !keep(upstream) ||
            !client->write("HTTP/1.1 200 Connection established\r\n\r\n")) {
            return client->shut();
        }
        {
            const std::jthread back([&] { copy(*upstream, *client, false); });
            copy(*client, *upstream, true);
        }
        const std::lock_guard lock(mutex_);
        std::erase(open_, client);
        std::erase(open_, upstream);
    }

    bool keep(const Shared& socket) {
        const std::lock_guard lock(mutex_);
        if (!stopping_) open_.push_back(socket);
        return !stopping_;
    }

    void copy(const Socket& from, const Socket& to, bool gated) {
        std::string chunk(16384, '\0');
        for (ssize_t got = 0; (got = ::recv(from.get(), chunk.data(), chunk.size(), 0)) > 0;) {
            if (gated) {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return !shut_ || stopping_; });
            }
            if (!to.write(chunk.substr(0, static_cast<std::size_t>(got)))) break;
        }
        from.shut();
        to.shut();
    }

    const std::uint16_t upstream_;
    const std::string source_ = own_address();
    std::uint16_t port_ = 0;
    Socket door_;
    std::thread thread_;
    std::list<std::thread> threads_;  // begun by thread_ alone, and joined after its end

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    // All below are guarded by mutex_.
    std::vector<Shared> open_;
    std::vector<std::string> asked_;
    int waiting_ = 0;
    bool shut_ = false;
    bool stopping_ = false;
};

ZpaProxy::ZpaProxy(const Zpa& zpa) : impl_(std::make_unique<Impl>(zpa.port())) {}
ZpaProxy::~ZpaProxy() = default;

std::string ZpaProxy::url() const { return "http://127.0.0.1:" + std::to_string(impl_->port()); }
const std::string& ZpaProxy::source() const { return impl_->source(); }
std::vector<std::string> ZpaProxy::asked() const { return impl_->asked(); }
void ZpaProxy::shut_gate() { impl_->set_gate(true); }
void ZpaProxy::open_gate() { impl_->set_gate(false); }
void ZpaProxy::wait_for_connect_at_gate() const {
    wait_for("a CONNECT at the gate", [&] { return impl_->waiting() > 0; });
}

}  // namespace scenario
