#include "tests/zpa_simulator/tests/harness.h"

#include <utility>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "tests/zpa_simulator/text.h"

namespace simulator {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

http::request<http::string_body> request_of(const Ask& ask, const std::string& host) {
    http::request<http::string_body> request;
    request.method_string(ask.method);
    request.target(ask.target);
    request.version(11);
    request.set(http::field::host, host);
    request.set(http::field::connection, "close");
    for (const auto& [name, value] : ask.headers) request.set(name, value);
    request.body() = ask.body;
    if (!ask.body.empty()) request.content_length(ask.body.size());
    return request;
}

template <class Stream>
Answer exchange(Stream& stream, const Ask& ask, const std::string& host) {
    const auto request = request_of(ask, host);
    error_code error;
    http::write(stream, request, error);
    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(64ULL << 20);
    http::read(stream, buffer, parser, error);
    Answer answer;
    answer.cut = error == asio::ssl::error::stream_truncated;
    if (!parser.is_header_done()) return answer;
    const auto& response = parser.get();
    answer.status = static_cast<int>(response.result_int());
    answer.complete = parser.is_done();
    answer.body = response.body();
    for (const auto& field : response) {
        answer.headers[lower(std::string(field.name_string()))] = std::string(field.value());
    }
    return answer;
}

}  // namespace

Answer call(std::uint16_t port, const Ask& ask, const std::string& ca, const std::string& host,
            const std::string& source) {
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    socket.open(asio::ip::tcp::v4());
    socket.bind({asio::ip::make_address(source), 0});
    socket.connect({asio::ip::make_address("127.0.0.1"), port});
    if (ca.empty()) return exchange(socket, ask, host);
    asio::ssl::context tls(asio::ssl::context::tls_client);
    tls.add_certificate_authority(asio::buffer(ca));
    tls.set_verify_mode(asio::ssl::verify_peer);
    asio::ssl::stream<asio::ip::tcp::socket&> stream(socket, tls);
    stream.set_verify_callback(asio::ssl::host_name_verification(host));
    // What SSL_set_tlsext_host_name does, whose macro holds an old-style cast.
    auto name = host;
    SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    stream.handshake(asio::ssl::stream_base::client);
    return exchange(stream, ask, host);
}

struct CutOffCall::Connection {
    asio::io_context io;
    asio::ip::tcp::socket socket{io};
};

CutOffCall::CutOffCall(std::uint16_t port, const Ask& ask) : connection_(std::make_unique<Connection>()) {
    connection_->socket.connect({asio::ip::make_address("127.0.0.1"), port});
    if (!ask.target.empty()) http::write(connection_->socket, request_of(ask, "127.0.0.1"));
}

CutOffCall::~CutOffCall() = default;

Behaviour unlimited() {
    Behaviour behaviour;
    behaviour.limits = false;
    return behaviour;
}

std::string form(const std::map<std::string, std::string>& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        out += (out.empty() ? "" : "&") + name + "=";
        for (const char c : value) {
            const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
                               c == '.' || c == '_';
            const auto byte = static_cast<unsigned char>(c);
            if (plain) {
                out += c;
            } else {
                out += '%';
                out += "0123456789ABCDEF"[byte >> 4];
                out += "0123456789ABCDEF"[byte & 15];
            }
        }
    }
    return out;
}

Harness::Harness() : zpa(unlimited()), server(zpa) {
    zpa.clock.freeze();
    connectors = zpa.portal.add_group(customer, connector_group, "connectors");
    edges = zpa.portal.add_group(customer, service_edge_group, "edges");
    token = sign_in().json().at("access_token");
}

Answer Harness::send(const std::string& method, const std::string& target, const std::string& body) {
    Ask ask{method, target, body, {{"authorization", "Bearer " + token}}};
    if (!body.empty()) ask.headers["content-type"] = "application/json";
    return call(server.port(), ask);
}

Answer Harness::control(const std::string& method, const std::string& path, const nlohmann::json& body) {
    return call(server.port(), {method, "/_simulator" + path, body.is_null() ? "" : body.dump(), {}});
}

Answer Harness::sign_in(std::map<std::string, std::string> changes) {
    std::map<std::string, std::string> fields{{"grant_type", "client_credentials"},
                                              {"client_id", default_client},
                                              {"client_secret", default_secret},
                                              {"audience", "https://api.zscaler.com"}};
    for (const auto& [name, value] : changes) fields[name] = value;
    std::erase_if(fields, [](const auto& field) { return field.second.empty(); });
    return call(server.port(),
                {"POST", "/oauth2/v1/token", form(fields), {{"content-type", "application/x-www-form-urlencoded"}}});
}

Answer Harness::enrol(const std::string& value, nlohmann::json more) {
    more["provisioningKey"] = value;
    return call(server.port(), {"POST", "/_enrol", more.dump(), {}});
}

std::string Harness::at(const std::string& resource) {
    return std::string("/zpa/mgmtconfig/v1/admin/customers/") + default_customer + "/" + resource;
}

std::string Harness::legacy(const std::string& resource) {
    return std::string("/mgmtconfig/v1/admin/customers/") + default_customer + "/" + resource;
}

std::string Harness::keys(const std::string& id, const std::string& type) {
    return "associationType/" + type + "/provisioningKey" + (id.empty() || id[0] == '?' ? id : "/" + id);
}

nlohmann::json Harness::key_body(const std::string& name) const {
    return {{"name", name}, {"maxUsage", "2"}, {"enrollmentCertId", "7003"}, {"zcomponentId", connectors.id}};
}

nlohmann::json Harness::make_key(const std::string& name, nlohmann::json changes) {
    auto body = key_body(name);
    body.update(changes);
    const auto answer = post(keys(), body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.json();
}

}  // namespace simulator
