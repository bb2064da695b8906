#include <dlfcn.h>
#include <openssl/ssl.h>

#include "controller/http/tls.h"
#include "tests/wire/fixture.h"

namespace wire {
namespace {

Server::Behaviour hello() {
    return [](Peer& peer) {
        while (peer.read_request()) peer.reply(200, "sni=" + peer.server_name() + " client=" + peer.client_subject());
    };
}

std::unique_ptr<http::Transport> transport_to(const std::string& url, http::TlsOptions tls) {
    return http::make_transport({.base_url = url, .tls = std::move(tls)});
}

void expect_refused(http::Transport& transport, const std::string& why) {
    const auto error = failure_of(transport, request("POST", "/", "{}"));
    EXPECT_EQ(error.kind(), ErrorKind::Unavailable);
    EXPECT_EQ(error.reason(), http::not_sent_reason);
    EXPECT_NE(std::string(error.what()).find(why), std::string::npos) << error.what();
}

TEST(Tls, AServerOfTheGivenCaIsTrusted) {
    const Authority authority("CA");
    const Server server(hello(), ServerTls{authority.issue({})});
    const auto transport = transport_to(server.url(), {.ca_bundle_pem = authority.cert_pem()});
    EXPECT_EQ(get(*transport).body, "sni= client=");
}

TEST(Tls, AServerOfAnotherCaIsRefused) {
    const Authority ours("CA"), theirs("CA");
    const Server server(hello(), ServerTls{theirs.issue({})});
    expect_refused(*transport_to(server.url(), {.ca_bundle_pem = ours.cert_pem()}), "certificate");
}

TEST(Tls, WithoutABundleTheMachinesRootsAreTrusted) {
    const Server server(hello(), ServerTls{system_authority().issue({})});
    EXPECT_EQ(get(*transport_to(server.url(), {})).status, 200);
    const Server stranger(hello(), ServerTls{Authority("Stranger").issue({})});
    expect_refused(*transport_to(stranger.url(), {}), "certificate");
}

TEST(Tls, ServerSignedByASystemCaIsRefusedWhenABundleIsGiven) {
    const Authority ours("CA");
    const Server server(hello(), ServerTls{system_authority().issue({})});
    expect_refused(*transport_to(server.url(), {.ca_bundle_pem = ours.cert_pem()}), "certificate");
}

TEST(Tls, TheMachinesRootsAreNotParsedForEachConnection) {
    // What cpprestsdk calls for every connection. SSL_CERT_FILE names one root here: OpenSSL's own function would load
    // it.
    using Load = int (*)(SSL_CTX*);
    const auto load = reinterpret_cast<Load>(dlsym(RTLD_DEFAULT, "SSL_CTX_set_default_verify_paths"));
    ASSERT_NE(load, nullptr);
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    EXPECT_EQ(load(context), 1);
    EXPECT_EQ(sk_X509_OBJECT_num(X509_STORE_get0_objects(SSL_CTX_get_cert_store(context))), 0);
    SSL_CTX_free(context);
}

TEST(Tls, BundlesMayHoldSeveralCertificatesAndComments) {
    const Authority one("One"), two("Two");
    const std::string bundle = "# one\n" + one.cert_pem() + "\n# two\n" + two.cert_pem() + "# end\n";
    const Server first(hello(), ServerTls{one.issue({})});
    const Server second(hello(), ServerTls{two.issue({})});
    EXPECT_EQ(get(*transport_to(first.url(), {.ca_bundle_pem = bundle})).status, 200);
    EXPECT_EQ(get(*transport_to(second.url(), {.ca_bundle_pem = bundle})).status, 200);
}

TEST(Tls, ALeafInTheBundleIsTrustedAsGoDoes) {
    const KeyPair leaf = Authority("Gone").issue({});
    const Server server(hello(), ServerTls{leaf});
    EXPECT_EQ(get(*transport_to(server.url(), {.ca_bundle_pem = leaf.cert_pem})).status, 200);
}

TEST(Tls, TheCertificateMustNameTheHost) {
    const Authority authority("CA");
    const Server server(hello(), ServerTls{authority.issue({.alternative_names = {"DNS:other.test", "IP:127.0.0.2"}})});
    expect_refused(*transport_to(server.url(), {.ca_bundle_pem = authority.cert_pem()}), "mismatch");
}

TEST(Tls, ANameInTheSubjectAloneDoesNotCount) {
    const Authority authority("CA");
    const Server server(hello(), ServerTls{authority.issue({.common_name = "localhost", .alternative_names = {}})});
    expect_refused(*transport_to(server.url("localhost"), {.ca_bundle_pem = authority.cert_pem()}), "mismatch");
}

TEST(Tls, ServerNameIsSentAndVerifiedInPlaceOfTheHost) {
    const Authority authority("CA");
    const Server server(hello(), ServerTls{authority.issue({.alternative_names = {"DNS:kubernetes.default.svc"}})});
    const auto named =
        transport_to(server.url(), {.ca_bundle_pem = authority.cert_pem(), .server_name = "kubernetes.default.svc"});
    EXPECT_EQ(get(*named).body, "sni=kubernetes.default.svc client=");
    expect_refused(*transport_to(server.url(), {.ca_bundle_pem = authority.cert_pem()}), "mismatch");
    expect_refused(*transport_to(server.url(), {.ca_bundle_pem = authority.cert_pem(), .server_name = "other.test"}),
                   "mismatch");
}

TEST(Tls, HostNamesAreSentAsSni) {
    const Authority authority("CA");
    const Server server(hello(), ServerTls{authority.issue({.alternative_names = {"DNS:localhost"}})});
    EXPECT_EQ(get(*transport_to(server.url("localhost"), {.ca_bundle_pem = authority.cert_pem()})).body,
              "sni=localhost client=");
}

TEST(Tls, TheClientCertificateIsShown) {
    const Authority authority("CA"), clients("Client CA");
    const Server server(hello(), ServerTls{authority.issue({}), clients.cert_pem()});
    const KeyPair client = clients.issue({.common_name = "operator", .alternative_names = {}, .for_client = true});
    const auto transport = transport_to(
        server.url(),
        {.ca_bundle_pem = authority.cert_pem(), .client_cert_pem = client.cert_pem, .client_key_pem = client.key_pem});
    EXPECT_EQ(get(*transport).body, "sni= client=operator");
    EXPECT_EQ(
        failure_of(*transport_to(server.url(), {.ca_bundle_pem = authority.cert_pem()}), request("GET", "/")).kind(),
        ErrorKind::Unavailable);
}

TEST(Tls, AKeyOfAnotherCertificateIsAConfigError) {
    const Authority authority("CA");
    const KeyPair one = authority.issue({}), two = authority.issue({});
    try {
        transport_to(
            "https://127.0.0.1",
            {.ca_bundle_pem = authority.cert_pem(), .client_cert_pem = one.cert_pem, .client_key_pem = two.key_pem});
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Config);
    }
}

TEST(Tls, AClientKeyThatIsTooWeakIsAConfigErrorAtTheStart) {
    const Authority authority("CA");
    const KeyPair weak = authority.issue({.for_client = true, .rsa_bits = 512});
    try {
        transport_to(
            "https://127.0.0.1",
            {.ca_bundle_pem = authority.cert_pem(), .client_cert_pem = weak.cert_pem, .client_key_pem = weak.key_pem});
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Config);
    }
}

TEST(Tls, OlderThan12IsRefused) {
    const Authority authority("CA");
    const Server server(hello(), ServerTls{authority.issue({}), "", true});
    expect_refused(*transport_to(server.url(), {.ca_bundle_pem = authority.cert_pem()}), "handshake");
}

TEST(Tls, TheMinimumIsOursAndNotTheMachinesPolicy) {
    const Authority authority("CA");
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    http::Tls({.ca_bundle_pem = authority.cert_pem()}, "host.test").apply(context);
    EXPECT_EQ(SSL_CTX_get_min_proto_version(context), TLS1_2_VERSION);
    SSL_CTX_free(context);
}

TEST(Tls, VerificationIsSkippedOnlyWhenAskedFor) {
    const Server server(hello(), ServerTls{Authority("Nobody").issue({.alternative_names = {"DNS:other.test"}})});
    EXPECT_EQ(get(*transport_to(server.url(), {.insecure_skip_verify = true})).status, 200);
}

TEST(Tls, ABodyThatEndsWithItsConnectionNeedsAGoodbye) {
    const Authority authority("CA");
    for (const bool goodbye : {true, false}) {
        const Server server(
            [goodbye](Peer& peer) {
                peer.read_request();
                peer.write("HTTP/1.1 200 OK\r\n\r\nall of it");
                goodbye ? peer.close() : peer.cut();
            },
            ServerTls{authority.issue({})});
        const auto transport = transport_to(server.url(), {.ca_bundle_pem = authority.cert_pem()});
        if (goodbye) {
            EXPECT_EQ(get(*transport).body, "all of it");
        } else {
            EXPECT_EQ(failure_of(*transport, request("GET", "/")).kind(), ErrorKind::Unavailable);
        }
    }
}

TEST(Tls, ATransportMayGoBeforeItsConnections) {
    const Authority authority("CA"), other("Other");
    const Server server(hello(), ServerTls{authority.issue({})});
    for (int i = 0; i < 20; ++i) {
        get(*transport_to(server.url(), {.ca_bundle_pem = authority.cert_pem()}));
        expect_refused(*transport_to(server.url(), {.ca_bundle_pem = other.cert_pem()}), "certificate");
    }
}

}  // namespace
}  // namespace wire
