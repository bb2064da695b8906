#include "controller/http/proxy.h"
#include "tests/wire/connect_proxy.h"
#include "tests/wire/fixture.h"

namespace wire {
namespace {

Server::Behaviour hello() {
    return [](Peer& peer) {
        while (peer.read_request()) peer.reply(200, "sni=" + peer.server_name());
    };
}

std::string proxy_url(const ConnectProxy& proxy, const std::string& credentials = {}) {
    return "http://" + credentials + "127.0.0.1:" + std::to_string(proxy.port());
}

TEST(Proxy, HttpsGoesThroughATunnelAndIsVerifiedAtItsEnd) {
    const Authority authority("CA");
    const Server server(hello(), ServerTls{authority.issue({.alternative_names = {"DNS:api.test"}})});
    const ConnectProxy proxy({{"api.test:8443", server.port()}}, "user:p@ss");
    const auto transport = http::make_transport({.base_url = "https://api.test:8443",
                                                 .tls = {.ca_bundle_pem = authority.cert_pem()},
                                                 .proxy_url = proxy_url(proxy, "user:p%40ss@")});
    EXPECT_EQ(get(*transport).body, "sni=api.test");
    const auto requests = proxy.journal().requests();
    ASSERT_EQ(requests.size(), 1u);
    EXPECT_EQ(requests[0].method, "CONNECT");
    EXPECT_FALSE(requests[0].headers.contains("Authorization")) << "the token is not the proxy's";
}

TEST(Proxy, TheTunnelsPortComesFromTheScheme) {
    const Authority authority("CA");
    const Server server(hello(), ServerTls{authority.issue({.alternative_names = {"DNS:api.test"}})});
    const ConnectProxy proxy({{"api.test:443", server.port()}}, "");
    const auto transport = http::make_transport({.base_url = "https://api.test",
                                                 .tls = {.ca_bundle_pem = authority.cert_pem()},
                                                 .proxy_url = proxy_url(proxy)});
    EXPECT_EQ(get(*transport).status, 200);
}

TEST(Proxy, ATunnelIsUsedAgain) {
    const Authority authority("CA");
    const Server server(hello(), ServerTls{authority.issue({.alternative_names = {"DNS:api.test"}})});
    const ConnectProxy proxy({{"api.test:443", server.port()}}, "");
    const auto transport = http::make_transport({.base_url = "https://api.test",
                                                 .tls = {.ca_bundle_pem = authority.cert_pem()},
                                                 .proxy_url = proxy_url(proxy)});
    use_pooled_connection(*transport, server);
}

TEST(Proxy, ACertificateOfAnotherCaIsRefusedThroughATunnelToo) {
    const Authority authority("CA"), other("Other");
    const Server server(hello(), ServerTls{other.issue({.alternative_names = {"DNS:api.test"}})});
    const ConnectProxy proxy({{"api.test:443", server.port()}}, "");
    const auto transport = http::make_transport({.base_url = "https://api.test",
                                                 .tls = {.ca_bundle_pem = authority.cert_pem()},
                                                 .proxy_url = proxy_url(proxy)});
    const auto error = failure_of(*transport, request("POST", "/", "{}"));
    EXPECT_NE(std::string(error.what()).find("certificate"), std::string::npos) << error.what();
}

TEST(Proxy, WrongCredentialsAreNamedButNotTold) {
    const ConnectProxy proxy({}, "user:right");
    const auto transport =
        http::make_transport({.base_url = "https://api.test", .proxy_url = proxy_url(proxy, "user:wr0ng@")});
    const auto error = failure_of(*transport, request("POST", "/", "{}"));
    EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
    EXPECT_EQ(error.reason(), http::not_sent_reason);
    EXPECT_NE(std::string(error.what()).find("407"), std::string::npos) << error.what();
    EXPECT_EQ(std::string(error.what()).find("wr0ng"), std::string::npos) << error.what();
}

TEST(Proxy, PlainHttpIsAskedOfTheProxyItself) {
    const ConnectProxy proxy({}, "user:pass");
    const auto transport =
        http::make_transport({.base_url = "http://api.test", .proxy_url = proxy_url(proxy, "user:pass@")});
    EXPECT_EQ(get(*transport, "/a?b=c").body, "from the proxy");
    EXPECT_EQ(proxy.journal().requests().at(0).target, "http://api.test/a?b=c");
}

TEST(Proxy, AMissingProxyIsAnUnsentRequest) {
    const auto transport = http::make_transport(
        {.base_url = "https://api.test", .proxy_url = "http://127.0.0.1:" + std::to_string(free_port())});
    const auto error = failure_of(*transport, request("POST", "/", "{}"));
    EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
    EXPECT_EQ(error.reason(), http::not_sent_reason);
    EXPECT_NE(std::string(error.what()).find("proxy"), std::string::npos) << error.what();
}

TEST(Proxy, StopDoesNotWaitForAProxyThatHangs) {
    std::stop_source source;
    const Server hanging([&](Peer& peer) {
        peer.read_request();
        source.request_stop();
        peer.wait_until_client_leaves();
    });
    const auto transport = http::make_transport({.base_url = "https://api.test",
                                                 .proxy_url = "http://127.0.0.1:" + std::to_string(hanging.port()),
                                                 .inactivity_timeout = 60s});
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(failure_of(*transport, request("GET", "/"), source.get_token()).kind(), ErrorKind::Cancelled);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
}

TEST(Proxy, NoProxyGoesStraightToTheServer) {
    Journal journal;
    const Server server(answer_all(journal));
    const ConnectProxy proxy({}, "");
    const std::string target = server.url("localhost.localdomain.test");
    const auto with = [&](const std::string& no_proxy) {
        return http::choose_proxy(target, "", [&](std::string_view name) -> std::string {
            if (name == "HTTP_PROXY") return proxy_url(proxy);
            return name == "NO_PROXY" ? no_proxy : "";
        });
    };
    EXPECT_EQ(get(*http::make_transport({.base_url = target, .proxy_url = with("")})).body, "from the proxy");
    EXPECT_EQ(with("localdomain.test"), "");
    EXPECT_EQ(get(*http::make_transport({.base_url = server.url(), .proxy_url = with("*")})).body, "ok");
    EXPECT_EQ(proxy.journal().requests().size(), 1u);
}

}  // namespace
}  // namespace wire
