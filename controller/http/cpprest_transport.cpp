// The only file that includes cpprestsdk, and the reasons why it is used the way it is:
//  - it has one I/O thread, and cancelling is that thread's work as its own timers are: the library locks a connection
//    only while an operation begins, and a close in the middle of one over TLS is a crash;
//  - no continuation does more than report to an Exchange: whoever waited inside one would stop that thread;
//  - every task is looked at, since one with an unseen exception ends the process;
//  - the library's timeout is one of inactivity, so deadlines are ours: the caller cancels and leaves;
//  - a request body is a stream that cannot be rewound, so that the library's silent repeat on a stale connection fails
//    and it is we who decide what may be sent twice;
//  - whatever fails, or is not answered in time, takes its client, and so its pool, with it: after a failed repeat the
//    pool can hold a connection that was never opened, and what is dead besides would cost a deadline each.
#include <utility>  // boost 1.74's asio needs it and does not include it

#define _TURN_OFF_PLATFORM_STRING
#include <cpprest/http_client.h>
#include <cpprest/producerconsumerstream.h>
#include <pplx/threadpool.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "controller/base/error.h"
#include "controller/http/pooled_socket.h"
#include "controller/http/request_check.h"
#include "controller/http/transport.h"
#include "controller/http/url.h"
#include "controller/http/wire.h"

namespace http {
namespace {

using base::Error;
using base::ErrorKind;
using web::http::http_request;
using web::http::http_response;
using web::http::client::http_client;
using web::http::client::http_client_config;

constexpr std::size_t kIoThreads = 1;

struct StaleConnection {};
struct StillLookedUp {};

// A write-only stream: what arrives goes to the exchange, and the socket is read no further until it has been taken.
class Sink final : public concurrency::streams::details::streambuf_state_manager<std::uint8_t> {
public:
    explicit Sink(std::shared_ptr<Exchange> exchange)
        : streambuf_state_manager(std::ios_base::out), exchange_(std::move(exchange)) {}

    bool can_seek() const override { return false; }
    bool has_size() const override { return false; }
    size_t buffer_size(std::ios_base::openmode) const override { return 0; }
    void set_buffer_size(size_t, std::ios_base::openmode) override {}
    size_t in_avail() const override { return 0; }
    pos_type getpos(std::ios_base::openmode) const override { return traits::eof(); }
    pos_type seekpos(pos_type, std::ios_base::openmode) override { return traits::eof(); }
    pos_type seekoff(off_type, std::ios_base::seekdir, std::ios_base::openmode) override { return traits::eof(); }
    bool acquire(std::uint8_t*&, size_t&) override { return false; }
    void release(std::uint8_t*, size_t) override {}

protected:
    pplx::task<size_t> _putn(const std::uint8_t* bytes, size_t count) override {
        const pplx::task_completion_event<size_t> taken;
        exchange_->bytes_arrived({reinterpret_cast<const char*>(bytes), count}, [taken, count] { taken.set(count); });
        return pplx::create_task(taken);
    }
    pplx::task<int_type> _putc(std::uint8_t) override { return end(); }
    pplx::task<bool> _sync() override { return pplx::task_from_result(true); }
    std::uint8_t* _alloc(size_t) override { return nullptr; }
    void _commit(size_t) override {}
    pplx::task<int_type> _bumpc() override { return end(); }
    int_type _sbumpc() override { return traits::eof(); }
    pplx::task<int_type> _getc() override { return end(); }
    int_type _sgetc() override { return traits::eof(); }
    pplx::task<int_type> _nextc() override { return end(); }
    pplx::task<int_type> _ungetc() override { return end(); }
    pplx::task<size_t> _getn(std::uint8_t*, size_t) override { return pplx::task_from_result(size_t{0}); }
    size_t _scopy(std::uint8_t*, size_t) override { return 0; }

private:
    static pplx::task<int_type> end() { return pplx::task_from_result<int_type>(traits::eof()); }
    const std::shared_ptr<Exchange> exchange_;
};

Failure current_failure() {
    try {
        throw;
    } catch (const StaleConnection&) {
        return {0, "the pooled connection was closed", true};
    } catch (const StillLookedUp&) {
        return {0, std::string(kStillLookedUp), false, true};
    } catch (const web::http::http_exception& error) {
        return {error.error_code().value(), error.what()};
    } catch (const web::uri_exception&) {
        return {0, "the library refuses the target"};  // its own text repeats the query
    } catch (const std::exception& error) {
        return {0, error.what()};
    } catch (...) {
        return {0, "unknown failure"};
    }
}

void refuse_lookup(LostLookups& lost) {
    if (lost.any(base::system_clock().now())) throw StillLookedUp();
}

// Called with the socket just before a request goes out; one that is open comes from the pool.
void look_at_connection(void* handle, const WireOptions& options) {
    // In a tunnel the handle is a socket before CONNECT and a TLS stream afterwards, and nothing tells which.
    if (options.is_tunnelled()) return refuse_lookup(*options.lost_lookups);
    using boost::asio::ip::tcp;
    tcp::socket& socket = options.tls ? static_cast<boost::asio::ssl::stream<tcp::socket&>*>(handle)->next_layer()
                                      : *static_cast<tcp::socket*>(handle);
    if (!socket.is_open()) return refuse_lookup(*options.lost_lookups);
    if (is_stale(socket.native_handle(), options.reuse_limit)) throw StaleConnection();
}

Response to_head(const web::http::http_response& reply) {
    Response head;
    head.status = reply.status_code();
    for (const auto& [name, value] : reply.headers()) head.headers.emplace(name, value);
    return head;
}

http_client_config to_config(const WireOptions& options) {
    http_client_config config;
    config.set_timeout(options.inactivity_timeout);
    config.set_max_redirects(0);  // the library would take the Authorization header along, to any host
    if (options.tls) {
        config.set_validate_certificates(options.tls->verifies());
        config.set_tlsext_sni_enabled(!options.tls->name_is_address());
        config.set_ssl_context_callback(
            [tls = options.tls](boost::asio::ssl::context& context) { tls->apply(context.native_handle()); });
    }
    if (!options.proxy_url.empty()) {
        const Url proxy = parse_url(options.proxy_url);
        web::web_proxy setting(web::uri("http://" + proxy.host + ":" + std::to_string(proxy.port)));
        if (!proxy.user_info.empty()) {
            const std::size_t colon = std::min(proxy.user_info.find(':'), proxy.user_info.size());
            const std::size_t password = std::min(colon + 1, proxy.user_info.size());
            setting.set_credentials(web::credentials(percent_decode(proxy.user_info.substr(0, colon)),
                                                     percent_decode(proxy.user_info.substr(password))));
        }
        config.set_proxy(setting);
    }
    config.set_nativehandle_options([options](void* handle) { look_at_connection(handle, options); });
    return config;
}

// Before the library would start forty threads by itself.
void start_io_threads() {
    static const bool started = [] {
        // What starts first ends last: the threads have to be gone before OpenSSL takes itself apart at exit.
        OPENSSL_init_ssl(0, nullptr);
        crossplat::threadpool::initialize_with_threads(kIoThreads);
        return true;
    }();
    static_cast<void>(started);
}

class CpprestWire final : public Wire {
public:
    explicit CpprestWire(const WireOptions& options)
        : client_(options.base.origin(), to_config(options)),
          prefix_(options.base.path),
          host_header_(options.tls && options.tls->name() != options.base.host ? options.tls->name() : ""),
          user_agent_(options.user_agent) {}

    Cancel launch(const Request& request, const std::shared_ptr<Exchange>& exchange) override {
        const pplx::cancellation_token_source cancellation;
        try {
            http_request message = to_message(request);
            message.set_response_stream(
                concurrency::streams::streambuf<std::uint8_t>(std::make_shared<Sink>(exchange)).create_ostream());
            // The library tells of progress for the first time when the head has been written.
            message.set_progress_handler([exchange](auto, auto) { exchange->request_written(); });
            const auto body = [exchange](const pplx::task<http_response>& reply) {
                try {
                    reply.get();
                    exchange->ended(std::nullopt);
                } catch (...) {
                    exchange->ended(current_failure());
                }
            };
            const auto head = [exchange, body](const pplx::task<http_response>& reply) {
                try {
                    exchange->head_arrived(to_head(reply.get()));
                    reply.get().content_ready().then(body);
                } catch (...) {
                    exchange->ended(current_failure());
                }
            };
            client_.request(message, cancellation.get_token()).then(head);
        } catch (...) {
            exchange->ended(current_failure());
        }
        // What is posted holds nothing but the token: it may run after the exchange is over and everything else is
        // gone, and is dropped where the pool has ended first.
        return [cancellation] {
            boost::asio::post(crossplat::threadpool::shared_instance().service(),
                              [cancellation] { cancellation.cancel(); });
        };
    }

private:
    http_request to_message(const Request& request) const {
        http_request message(request.method);
        const std::string whole = prefix_ + request.target;
        const std::size_t mark = whole.find('?');
        web::uri_builder target;
        target.set_path(whole.substr(0, mark));
        if (mark != std::string::npos) target.set_query(whole.substr(mark + 1));
        message.set_request_uri(target.to_uri());
        // The library takes the name for SNI, and the one it verifies, from this header.
        if (!host_header_.empty()) message.headers().add("Host", host_header_);
        message.headers().add("User-Agent", user_agent_);
        for (const auto& [name, value] : request.headers) message.headers()[name] = value;
        if (may_be_repeated_unasked(request)) return message;
        // An empty body is a stream as well: without one the library would repeat the request on its own.
        concurrency::streams::producer_consumer_buffer<std::uint8_t> body;
        body.putn_nocopy(reinterpret_cast<const std::uint8_t*>(request.body.data()), request.body.size()).get();
        body.close(std::ios_base::out).get();
        message.set_body(body.create_istream(), request.body.size());
        return message;
    }

    http_client client_;
    const std::string prefix_;
    const std::string host_header_;
    const std::string user_agent_;
};

}  // namespace

std::shared_ptr<Wire> make_wire(const WireOptions& options) {
    try {
        start_io_threads();
        return std::make_shared<CpprestWire>(options);
    } catch (const std::exception& error) {
        throw Error(ErrorKind::Config, std::string("HTTP client: ") + error.what());
    }
}

}  // namespace http
