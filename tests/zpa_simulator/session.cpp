#include "tests/zpa_simulator/session.h"

#include <sys/socket.h>
#include <algorithm>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "tests/zpa_simulator/simulator.h"

namespace simulator {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::uint64_t largest_body = 64ULL << 20;  // a saved state comes in through the control API
constexpr std::uint32_t largest_header = 64U << 10;

Call call_of(const http::request<http::string_body>& request, const std::string& source) {
    Call call;
    call.method = std::string(request.method_string());
    call.target = std::string(request.target());
    call.body = request.body();
    call.source = source;
    for (const auto& field : request) {
        call.headers[lower(std::string_view(field.name_string().data(), field.name_string().size()))] =
            std::string(field.value());
    }
    return call;
}

http::response<http::string_body> response_of(const Reply& reply, bool keep_alive, bool head) {
    http::response<http::string_body> response;
    response.version(11);
    response.result(static_cast<unsigned>(reply.status));
    for (const auto& [name, value] : reply.headers) response.insert(name, value);
    response.keep_alive(keep_alive);
    response.body() = head ? "" : reply.body;
    if (reply.status == 204 || reply.status == 304) {
        response.body().clear();
    } else {
        response.content_length(reply.body.size());
    }
    return response;
}

bool says_close(const Reply& reply) {
    return std::any_of(reply.headers.begin(), reply.headers.end(), [](const auto& header) {
        return lower(header.first) == "connection" && header.second == "close";
    });
}

// Returns when the peer has closed as well.
void say_goodbye(asio::ssl::stream<asio::ip::tcp::socket&>& stream) {
    error_code ignored;
    stream.shutdown(ignored);
}

void say_goodbye(asio::ip::tcp::socket& /*plain*/) {}  // its end says it all

// Everything up to the middle of the body, so that the reader knows that something is missing.
std::string half_of(const http::response<http::string_body>& response) {
    std::ostringstream text;
    text << response;
    const auto whole = text.str();
    return whole.substr(0, whole.size() - std::max<std::size_t>(1, response.body().size() / 2));
}

}  // namespace

Session::Session(Simulator& simulator, asio::ip::tcp::socket socket, asio::ssl::context* tls)
    : simulator_(simulator), socket_(std::move(socket)), tls_(tls) {
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    auto address = socket_.remote_endpoint(ignored).address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    source_ = address.to_string();
}

void Session::run(const std::stop_token& stop) {
    try {
        if (tls_ == nullptr) {
            serve(socket_, stop);
        } else {
            asio::ssl::stream<asio::ip::tcp::socket&> stream(socket_, *tls_);
            error_code error;
            stream.handshake(asio::ssl::stream_base::server, error);
            if (!error) serve(stream, stop);
        }
    } catch (const std::exception&) {
        // A peer that breaks off or speaks nonsense concerns nobody but itself.
    }
    cut();
}

void Session::cut() { ::shutdown(socket_.native_handle(), SHUT_RDWR); }

template <class Stream>
void Session::serve(Stream& stream, const std::stop_token& stop) {
    boost::beast::flat_buffer buffer;
    for (bool open = true; open && !stop.stop_requested();) {
        http::request_parser<http::string_body> parser;
        parser.body_limit(largest_body);
        parser.header_limit(largest_header);
        error_code error;
        http::read_header(stream, buffer, parser, error);
        if (error) return;
        if (equal_ignoring_case(std::string(parser.get()[http::field::expect]), "100-continue")) {
            http::response<http::empty_body> go_on{http::status::continue_, 11};
            http::write(stream, go_on, error);
        }
        http::read(stream, buffer, parser, error);
        if (error) return;
        const auto& request = parser.get();
        const auto reply = simulator_.answer(call_of(request, source_), stop);
        if (reply.delivery == Reply::Delivery::none) return reply.close_notify ? say_goodbye(stream) : void();
        open = request.keep_alive() && !says_close(reply);
        auto response = response_of(reply, open, request.method() == http::verb::head);
        if (reply.delivery == Reply::Delivery::half) {
            asio::write(stream, asio::buffer(half_of(response)), error);
            return;
        }
        http::write(stream, response, error);
        if (error) return;
    }
}

}  // namespace simulator
