#pragma once

#include <utility>  // Boost 1.74's asio uses std::exchange without it

#include <array>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <memory>
#include <optional>
#include <stop_token>

#include "controller/telemetry/http_handler.h"
#include "controller/telemetry/http_server.h"

namespace telemetry {

namespace beast = boost::beast;
using Tcp = boost::asio::ip::tcp;
using TlsStream = beast::ssl_stream<beast::tcp_stream>;

// A connection as the server sees it. Threads: the server's.
class HttpConnection {
public:
    virtual ~HttpConnection() = default;
    virtual bool is_expendable() const = 0;  // has not asked yet, or has been answered
    virtual void cut_off() = 0;
};

// One connection: handshake if there is TLS, one request, one reply, goodbye. Lives through the callbacks that hold it.
template <typename Stream>
class HttpSession final : public HttpConnection, public std::enable_shared_from_this<HttpSession<Stream>> {
public:
    // `context` lives as long as the stream.
    template <typename... StreamArguments>
    HttpSession(const HttpServerOptions& options, const HttpHandler& handler, std::stop_token stop,
                std::shared_ptr<boost::asio::ssl::context> context, StreamArguments&&... arguments)
        : options_(options),
          handler_(handler),
          stop_(std::move(stop)),
          context_(std::move(context)),
          stream_(std::forward<StreamArguments>(arguments)...) {}

    void start() {
        tcp().expires_after(options_.deadline);
        parser_.header_limit(options_.max_header_bytes);
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            stream_.async_handshake(boost::asio::ssl::stream_base::server,
                                    [self = this->shared_from_this()](auto error) {
                                        if (!error) self->read();
                                    });
        } else {
            read();
        }
    }
    bool is_expendable() const override { return !answering_; }
    void cut_off() override { tcp().close(); }

private:
    beast::tcp_stream& tcp() { return beast::get_lowest_layer(stream_); }

    // The deadline of the handshake goes on: it is one for all that the peer has to send.
    void read() {
        beast::http::async_read_header(
            stream_, buffer_, parser_,
            [self = this->shared_from_this()](auto error, std::size_t) { self->answer(error); });
    }

    void answer(beast::error_code error) {
        if (error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow) {
            return reply({431, "Request Header Fields Too Large\n"}, false);
        }
        if (error.category() == beast::http::make_error_code(beast::http::error::bad_target).category() &&
            error != beast::http::error::end_of_stream && error != beast::http::error::partial_message) {
            return reply({400, "Bad Request\n"}, false);
        }
        if (error) return;
        answering_ = true;
        const auto& request = parser_.get();
        const bool head = request.method() == beast::http::verb::head;
        if (!head && request.method() != beast::http::verb::get) return reply({405, "Method Not Allowed\n"}, false);
        auto asked = parse_http_target({request.target().data(), request.target().size()});
        asked.method = head ? "HEAD" : "GET";
        const auto authorization = request[beast::http::field::authorization];
        asked.authorization.assign(authorization.data(), authorization.size());
        reply(handler_(asked, stop_), head);
    }

    void reply(HttpReply answer, bool head) {
        response_.result(static_cast<unsigned>(answer.status));
        response_.set(beast::http::field::content_type, answer.content_type);
        response_.set("X-Content-Type-Options", "nosniff");
        if (answer.status == 401) response_.set(beast::http::field::www_authenticate, "Bearer");
        response_.keep_alive(false);
        response_.content_length(answer.body.size());
        if (!head) response_.body() = std::move(answer.body);
        tcp().expires_after(options_.deadline);
        beast::http::async_write(stream_, response_, [self = this->shared_from_this()](auto error, std::size_t) {
            if (!error) self->say_goodbye();
        });
    }

    // Closing with something unread resets the connection, and the peer may lose the reply; so what it still sends is
    // read and forgotten, up to a limit and within the reply's deadline.
    void say_goodbye() {
        answering_ = false;
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            stream_.async_shutdown([self = this->shared_from_this()](auto) { self->half_close(); });
        } else {
            half_close();
        }
    }
    void half_close() {
        beast::error_code ignored;
        tcp().socket().shutdown(Tcp::socket::shutdown_send, ignored);
        drain();
    }
    void drain() {
        tcp().async_read_some(boost::asio::buffer(rest_),
                              [self = this->shared_from_this()](auto error, std::size_t size) {
                                  self->drained_ += size;
                                  if (!error && self->drained_ < kMaxDrain) self->drain();
                              });
    }

    static constexpr std::size_t kMaxDrain = std::size_t{64} << 10;
    const HttpServerOptions& options_;
    const HttpHandler& handler_;
    const std::stop_token stop_;
    const std::shared_ptr<boost::asio::ssl::context> context_;
    Stream stream_;
    beast::flat_static_buffer<16384> buffer_;
    beast::http::request_parser<beast::http::empty_body> parser_;
    beast::http::response<beast::http::string_body> response_;
    bool answering_ = false;
    std::array<char, 4096> rest_{};
    std::size_t drained_ = 0;
};

}  // namespace telemetry
