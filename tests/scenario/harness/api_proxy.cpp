#include "tests/scenario/harness/api_proxy.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <limits>
#include <list>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <thread>

#include "tests/scenario/harness/own_address.h"
#include "tests/zpa_simulator/certificates.h"

namespace scenario {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Stream = asio::ssl::stream<Tcp::socket>;
using Request = http::request<http::string_body>;

constexpr std::size_t kChunk = 64 * 1024;

struct Dropped {};  // the connection ends without a reply

void shut(Tcp::socket& socket) { ::shutdown(socket.native_handle(), SHUT_RDWR); }  // wakes who reads from it

// "timeoutSeconds=450" becomes "timeoutSeconds=22" where `times` is 20.
void shorten(Request& request, int times) {
    static const std::regex field("timeoutSeconds=([0-9]+)");
    const std::string target(request.target());
    std::smatch found;
    if (times == 1 || !std::regex_search(target, found, field)) return;
    const auto seconds = std::max(1, std::stoi(found[1].str()) / times);
    request.target(found.prefix().str() + "timeoutSeconds=" + std::to_string(seconds) + found.suffix().str());
}

bool is_watch(const Request& request) { return request.target().find("watch=") != boost::beast::string_view::npos; }

}  // namespace

class ApiProxy::Impl {
public:
    Impl(const kube::Config& upstream, const std::string& upstream_ca) {
        const auto begin = upstream.server.find("://") + 3;
        const auto colon = upstream.server.rfind(':');
        host_ = upstream.server.substr(begin, colon - begin);
        port_ = upstream.server.substr(colon + 1);
        client_tls_.add_certificate_authority(asio::buffer(upstream_ca));
        client_tls_.set_verify_mode(asio::ssl::verify_peer);
        replace_certificate();
        listen(0);
    }

    ~Impl() { go_away(); }

    void replace_certificate() {
        const auto authority = simulator::make_authority("scenario API proxy");
        const auto own = simulator::make_server_certificate(authority, simulator::served_names());
        auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
        context->use_certificate_chain(asio::buffer(own.certificate));
        context->use_private_key(asio::buffer(own.key), asio::ssl::context::pem);
        {
            const std::lock_guard lock(mutex_);
            server_tls_ = std::move(context);
            authority_ = authority.certificate;
        }
        close(false);
    }

    void listen(std::uint16_t port) {
        stopping_ = false;
        const Tcp::endpoint wanted(asio::ip::make_address("127.0.0.1"), port);
        acceptor_.emplace(io_);
        acceptor_->open(wanted.protocol());
        acceptor_->set_option(Tcp::acceptor::reuse_address(true));
        acceptor_->bind(wanted);
        acceptor_->listen();
        endpoint_ = acceptor_->local_endpoint();
        thread_ = std::thread([this] { accept(); });
    }

    void go_away() {
        if (!thread_.joinable()) return;
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
            for (auto& [rule, state] : rules_) state.release = ApiProxy::Release::drop;
            changed_.notify_all();
        }
        ::shutdown(acceptor_->native_handle(), SHUT_RDWR);
        thread_.join();
        acceptor_.reset();
        close(false);
        std::list<Connection> over;
        {
            const std::lock_guard lock(mutex_);
            over.swap(connections_);
        }
        for (auto& connection : over) connection.thread.join();
    }

    void come_back() { listen(endpoint_.port()); }

    void close(bool only_watches) {
        const std::lock_guard lock(mutex_);
        for (auto& connection : connections_) {
            if (only_watches && !connection.watching) continue;
            if (connection.client) shut(*connection.client);
            if (connection.upstream) shut(*connection.upstream);
        }
    }

    int add(Rule rule) {
        const std::lock_guard lock(mutex_);
        rules_[++last_rule_].rule = std::move(rule);
        return last_rule_;
    }
    void remove(int rule) {
        release(rule, ApiProxy::Release::pass);
        const std::lock_guard lock(mutex_);
        rules_.at(rule).removed = true;
    }
    int hits(int rule) const {
        const std::lock_guard lock(mutex_);
        return rules_.at(rule).hits;
    }
    int held(int rule) const {
        const std::lock_guard lock(mutex_);
        return rules_.at(rule).held;
    }
    bool is_held_within(int rule, std::chrono::milliseconds patience) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [&] { return rules_.at(rule).held > 0; });
    }
    void release(int rule, ApiProxy::Release how) {
        const std::lock_guard lock(mutex_);
        rules_.at(rule).release = how;
        changed_.notify_all();
    }
    void remove_all() {
        const std::lock_guard lock(mutex_);
        for (auto& [id, state] : rules_) {
            state.removed = true;
            state.release = ApiProxy::Release::pass;
        }
        stalled_until_ = {};
        changed_.notify_all();
    }
    void stall_watches(std::chrono::milliseconds span) {
        const std::lock_guard lock(mutex_);
        stalled_until_ = std::chrono::steady_clock::now() + span;
    }

    void shorten_watches(int times) { shorten_by_ = times; }

    std::vector<Seen> seen() const {
        const std::lock_guard lock(mutex_);
        return seen_;
    }
    std::size_t open_watches() const {
        const std::lock_guard lock(mutex_);
        std::size_t count = 0;
        for (const auto& connection : connections_) count += connection.watching ? 1 : 0;
        return count;
    }

    const std::string& source() const { return source_; }
    std::string url() const { return "https://127.0.0.1:" + std::to_string(endpoint_.port()); }
    std::string ca() const {
        const std::lock_guard lock(mutex_);
        return authority_;
    }

private:
    struct Connection {
        std::thread thread;
        Tcp::socket* client = nullptr;  // this and the next: set while they are open
        Tcp::socket* upstream = nullptr;
        bool watching = false;
        bool ended = false;
    };
    struct RuleState {
        Rule rule;
        int seen = 0, hits = 0, held = 0;
        bool removed = false;
        std::optional<ApiProxy::Release> release;
    };

    void accept() {
        for (;;) {
            auto socket = std::make_shared<Tcp::socket>(io_);
            error_code error;
            acceptor_->accept(*socket, error);
            const std::lock_guard lock(mutex_);
            if (stopping_) return;
            reap();
            if (error) continue;
            auto& connection = connections_.emplace_back();
            connection.thread = std::thread([this, &connection, socket, tls = server_tls_] {
                try {
                    serve(connection, std::move(*socket), *tls);
                } catch (const std::exception&) {  // either side has gone
                } catch (const Dropped&) {
                }
                const std::lock_guard guard(mutex_);
                connection.client = connection.upstream = nullptr;
                connection.watching = false;
                connection.ended = true;
            });
        }
    }

    void reap() {
        for (auto at = connections_.begin(); at != connections_.end();) {
            if (!at->ended) {
                ++at;
                continue;
            }
            at->thread.join();
            at = connections_.erase(at);
        }
    }

    void set(Tcp::socket*& place, Tcp::socket& socket) {
        const std::lock_guard lock(mutex_);
        if (stopping_) throw Dropped{};
        place = &socket;
    }

    // Sockets are forgotten before they go, since others shut them down by their address.
    struct Forget {
        Impl& impl;
        Tcp::socket*& place;
        ~Forget() {
            const std::lock_guard lock(impl.mutex_);
            place = nullptr;
        }
    };

    void serve(Connection& connection, Tcp::socket socket, asio::ssl::context& tls) {
        Stream client(std::move(socket), tls);
        const Forget forget_client{*this, connection.client};
        set(connection.client, client.next_layer());
        client.next_layer().set_option(Tcp::no_delay(true));
        client.handshake(asio::ssl::stream_base::server);

        Stream upstream(io_, client_tls_);
        const Forget forget_upstream{*this, connection.upstream};
        Tcp::resolver resolver(io_);
        connect(upstream.next_layer(), resolver.resolve(host_, port_));
        set(connection.upstream, upstream.next_layer());
        upstream.next_layer().set_option(Tcp::no_delay(true));
        upstream.set_verify_callback(asio::ssl::host_name_verification(host_));
        upstream.handshake(asio::ssl::stream_base::client);

        boost::beast::flat_buffer from_client, from_upstream;
        for (;;) {
            http::request_parser<http::string_body> parser;
            parser.body_limit(64 << 20);
            http::read(client, from_client, parser);
            auto request = parser.release();
            pass(connection, client, upstream, from_upstream, request);
            if (!request.keep_alive()) return;
        }
    }

    void connect(Tcp::socket& socket, const Tcp::resolver::results_type& places) const {
        for (const auto& place : places) {
            if (!place.endpoint().address().is_v4()) continue;
            socket.open(Tcp::v4());
            socket.bind({asio::ip::make_address(source_), 0});
            return socket.connect(place.endpoint());
        }
        throw std::runtime_error("no address of " + host_);
    }

    void pass(Connection& connection, Stream& client, Stream& upstream, boost::beast::flat_buffer& buffer,
              Request& request) {
        const auto number = note(request);
        std::vector<int> after;
        if (meet_before(client, request, number, after)) return;
        {
            const std::lock_guard lock(mutex_);
            connection.watching = is_watch(request);
        }
        if (is_watch(request)) shorten(request, shorten_by_);
        http::write(upstream, request);
        relay(client, upstream, buffer, number, after, is_watch(request));
        const std::lock_guard lock(mutex_);
        connection.watching = false;
    }

    // True where the request has been answered here.
    bool meet_before(Stream& client, const Request& request, std::size_t number, std::vector<int>& after) {
        for (const int id : matching(request)) {
            const auto rule = rule_of(id);
            switch (rule.action) {
                case Action::hold_before: hold(id); break;
                case Action::drop_before: throw Dropped{};
                case Action::delay: pause(rule.milliseconds); break;
                case Action::reply: {
                    http::response<http::string_body> reply(http::int_to_status(static_cast<unsigned>(rule.status)),
                                                            11);
                    reply.set(http::field::content_type, "application/json");
                    for (const auto& [name, value] : rule.headers) reply.set(name, value);
                    reply.body() = rule.reply_body;
                    reply.prepare_payload();
                    reply.keep_alive(true);
                    note_status(number, rule.status);
                    http::write(client, reply);
                    return true;
                }
                default: after.push_back(id);
            }
        }
        return false;
    }

    void relay(Stream& client, Stream& upstream, boost::beast::flat_buffer& buffer, std::size_t number,
               const std::vector<int>& after, bool watch) {
        http::response_parser<http::buffer_body> parser;
        parser.body_limit(std::numeric_limits<std::uint64_t>::max());
        http::read_header(upstream, buffer, parser);
        for (const int id : after) {
            if (rule_of(id).action == Action::drop_after) throw Dropped{};
            hold(id);
        }
        note_status(number, parser.get().result_int());
        http::response_serializer<http::buffer_body> serializer(parser.get());
        http::write_header(client, serializer);
        std::vector<char> chunk(kChunk);
        while (!parser.is_done() || !serializer.is_done()) {
            error_code error;
            auto& body = parser.get().body();
            if (parser.is_done()) {
                body.data = nullptr;
                body.size = 0;
            } else {
                body.data = chunk.data();
                body.size = chunk.size();
                http::read_some(upstream, buffer, parser, error);
                if (error && error != http::error::need_buffer) throw boost::system::system_error(error);
                body.size = chunk.size() - body.size;
                body.data = chunk.data();
            }
            body.more = !parser.is_done();
            if (body.more && body.size == 0) continue;
            if (watch) wait_out_stall();
            http::write(client, serializer, error);
            if (error && error != http::error::need_buffer) throw boost::system::system_error(error);
        }
    }

    std::vector<int> matching(const Request& request) {
        const std::lock_guard lock(mutex_);
        std::vector<int> out;
        const std::string target(request.target());
        for (auto& [id, state] : rules_) {
            const auto& rule = state.rule;
            if (state.removed || (rule.count > 0 && state.hits >= rule.count)) continue;
            if (!rule.method.empty() && rule.method != request.method_string()) continue;
            if (!rule.path.empty() && !std::regex_search(target, std::regex(rule.path))) continue;
            if (!rule.body.empty() && request.body().find(rule.body) == std::string::npos) continue;
            if (++state.seen <= rule.skip || (state.seen - rule.skip - 1) % rule.every != 0) continue;
            ++state.hits;
            out.push_back(id);
        }
        return out;
    }

    Rule rule_of(int id) const {
        const std::lock_guard lock(mutex_);
        return rules_.at(id).rule;
    }

    void hold(int id) {
        std::unique_lock lock(mutex_);
        auto& state = rules_.at(id);
        ++state.held;
        changed_.notify_all();
        changed_.wait(lock, [&] { return state.release.has_value() || stopping_; });
        --state.held;
        if (stopping_ || *state.release == ApiProxy::Release::drop) throw Dropped{};
    }

    void pause(int milliseconds) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::chrono::milliseconds(milliseconds), [&] { return stopping_; });
    }

    void wait_out_stall() {
        std::unique_lock lock(mutex_);
        while (!stopping_ && std::chrono::steady_clock::now() < stalled_until_)
            changed_.wait_until(lock, stalled_until_);
    }

    std::size_t note(const Request& request) {
        const std::lock_guard lock(mutex_);
        seen_.push_back(
            {std::string(request.method_string()), std::string(request.target()), 0, std::chrono::steady_clock::now()});
        return seen_.size() - 1;
    }
    void note_status(std::size_t number, unsigned status) {
        const std::lock_guard lock(mutex_);
        seen_[number].status = static_cast<int>(status);
    }
    void note_status(std::size_t number, int status) { note_status(number, static_cast<unsigned>(status)); }

    std::string host_, port_;
    const std::string source_ = own_address();
    asio::io_context io_;
    asio::ssl::context client_tls_{asio::ssl::context::tls_client};
    std::optional<Tcp::acceptor> acceptor_;
    Tcp::endpoint endpoint_;
    std::thread thread_;
    std::atomic<int> shorten_by_{1};

    mutable std::mutex mutex_;
    // All below are guarded by mutex_.
    std::condition_variable changed_;
    std::shared_ptr<asio::ssl::context> server_tls_;
    std::string authority_;
    std::list<Connection> connections_;
    std::map<int, RuleState> rules_;
    std::vector<Seen> seen_;
    std::chrono::steady_clock::time_point stalled_until_{};
    int last_rule_ = 0;
    bool stopping_ = false;
};

ApiProxy::ApiProxy(const kube::Config& upstream, const std::string& upstream_ca)
    : impl_(std::make_unique<Impl>(upstream, upstream_ca)) {}
ApiProxy::~ApiProxy() = default;

std::string ApiProxy::url() const { return impl_->url(); }
std::string ApiProxy::ca() const { return impl_->ca(); }
const std::string& ApiProxy::source() const { return impl_->source(); }
void ApiProxy::replace_certificate() { impl_->replace_certificate(); }
int ApiProxy::add(Rule rule) { return impl_->add(std::move(rule)); }
void ApiProxy::remove(int rule) { impl_->remove(rule); }
int ApiProxy::hits(int rule) const { return impl_->hits(rule); }
void ApiProxy::wait_until_held(int rule) const {
    wait_for("a request held on its way to the API server", [&] { return impl_->held(rule) > 0; });
}
bool ApiProxy::is_held_within(int rule, std::chrono::milliseconds patience) const {
    return impl_->is_held_within(rule, patience);
}
void ApiProxy::release(int rule, Release how) { impl_->release(rule, how); }
void ApiProxy::remove_all() { impl_->remove_all(); }
void ApiProxy::cut_watches() { impl_->close(true); }
void ApiProxy::stall_watches(std::chrono::milliseconds span) { impl_->stall_watches(span); }
void ApiProxy::shorten_watches(int times) { impl_->shorten_watches(times); }
void ApiProxy::close_all() { impl_->close(false); }
void ApiProxy::go_away() { impl_->go_away(); }
void ApiProxy::come_back() { impl_->come_back(); }
std::vector<ApiProxy::Seen> ApiProxy::seen() const { return impl_->seen(); }
std::size_t ApiProxy::open_watches() const { return impl_->open_watches(); }

std::string status_body(int code, const std::string& reason, const std::string& message) {
    return nlohmann::json{{"apiVersion", "v1"}, {"kind", "Status"}, {"status", "Failure"},
                          {"code", code},       {"reason", reason}, {"message", message}}
        .dump();
}

}  // namespace scenario
