#include "tests/unit/zpa/rsa.h"
#include "tests/wire/zpa/cloud.h"

namespace zpa_wire {
namespace {

using base::ErrorKind;

class SignIns : public Cloud {
protected:
    bool works() { return !client().list_certificates("", 1, permit(), stop).items.empty(); }
};

TEST_F(SignIns, with_a_client_secret_open_the_gateway) {
    EXPECT_TRUE(works());
    EXPECT_EQ(zpa.journal.counters().of("POST", "token", 200), 1U);
}

TEST_F(SignIns, with_a_private_key_open_the_gateway) {
    simulator::Client with_key;
    with_key.id = "key-client";
    with_key.public_key = zpa_test::public_pem(zpa_test::rsa_2048());
    zpa.state.put_client(with_key);
    credentials.client_id = "key-client";
    credentials.client_secret.clear();
    credentials.private_key_pem = zpa_test::pkcs8(zpa_test::rsa_2048());
    EXPECT_TRUE(works());
}

TEST_F(SignIns, with_a_strangers_private_key_are_refused) {
    simulator::Client with_key;
    with_key.id = "key-client";
    with_key.public_key = zpa_test::public_pem(zpa_test::rsa_2048());
    zpa.state.put_client(with_key);
    credentials.client_id = "key-client";
    credentials.client_secret.clear();
    credentials.private_key_pem = zpa_test::pkcs8(zpa_test::make_rsa(2048));
    EXPECT_EQ(error_of([&] { works(); }).reason(), "SignIn");
}

TEST_F(SignIns, the_old_way_open_the_old_api) {
    credentials.mode = zpa::AuthMode::Legacy;
    EXPECT_TRUE(works());
    EXPECT_EQ(zpa.journal.counters().of("POST", "signin", 200), 1U);
}

TEST_F(SignIns, with_a_wrong_secret_cost_one_call_whoever_asks) {
    for (const auto mode : {zpa::AuthMode::OneApi, zpa::AuthMode::Legacy}) {
        zpa.journal.clear();
        credentials.mode = mode;
        credentials.client_secret = "wrong-secret-canary";
        zpa::Client other(credentials, budget, base::open_fence(), {}, base::system_clock());
        for (int i = 0; i < 20; ++i) {
            const base::Error error = error_of([&] { other.list_certificates("", 1, permit(), stop); });
            EXPECT_EQ(error.kind(), ErrorKind::Unauthorized);
            EXPECT_EQ(error.reason(), "SignIn");
            EXPECT_EQ(std::string(error.what()).find("canary"), std::string::npos);
        }
        EXPECT_EQ(zpa.journal.after(0).size(), 1U);
    }
}

TEST_F(SignIns, are_renewed_once_when_the_token_has_lost_its_force) {
    for (const auto mode : {zpa::AuthMode::OneApi, zpa::AuthMode::Legacy}) {
        credentials.mode = mode;
        zpa::Client other(credentials, budget, base::open_fence(), {}, base::system_clock());
        other.list_certificates("", 1, permit(), stop);
        zpa.tokens.revoke_all();
        zpa.journal.clear();
        EXPECT_FALSE(other.list_certificates("", 1, permit(), stop).items.empty());
        EXPECT_EQ(sign_ins(), 1U);
        EXPECT_EQ(zpa.journal.counters().of("GET", "", 401), 1U);
    }
}

TEST_F(SignIns, another_organisation_is_not_open_to_these_credentials) {
    zpa.state.add_customer("72057594037927936");
    simulator::Client bound = *zpa.state.client(simulator::default_client);
    bound.customers = {customer};
    zpa.state.put_client(bound);
    credentials.customer_id = "72057594037927936";
    EXPECT_EQ(error_of([&] { works(); }).kind(), ErrorKind::Unauthorized);
    EXPECT_EQ(error_of([&] { works(); }).kind(), ErrorKind::Unauthorized);
    EXPECT_EQ(sign_ins(), 2U) << "the second asker got the stored answer";
}

TEST_F(SignIns, a_peer_with_a_strangers_certificate_is_not_spoken_to) {
    simulator::ServerOptions options;
    options.tls = true;  // under an authority of its own
    simulator::Server impostor(zpa, options);
    credentials.api_url = impostor.url();
    credentials.auth_url = impostor.url();
    EXPECT_ANY_THROW(works());
    EXPECT_TRUE(zpa.journal.after(0).empty());
}

}  // namespace
}  // namespace zpa_wire
