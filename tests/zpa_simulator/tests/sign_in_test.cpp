#include "tests/zpa_simulator/tests/harness.h"
#include "tests/zpa_simulator/text.h"

namespace simulator {

namespace {

using nlohmann::json;

class SignInTest : public Harness {
public:
    Answer legacy_sign_in(const std::string& id = default_client, const std::string& secret = default_secret) {
        return call(server.port(), {"POST",
                                    "/signin",
                                    form({{"client_id", id}, {"client_secret", secret}}),
                                    {{"content-type", "application/x-www-form-urlencoded"}}});
    }
    Answer with(const std::string& bearer, const std::string& target) {
        return call(server.port(), {"GET", target, "", {{"authorization", "Bearer " + bearer}}});
    }
    static json payload(const std::string& jwt) {
        const auto first = jwt.find('.');
        return json::parse(from_base64(jwt.substr(first + 1, jwt.rfind('.') - first - 1)).value());
    }
};

TEST_F(SignInTest, OneApiAnswersANumberAndATokenThatLooksLikeAJwt) {
    const auto answer = sign_in();
    ASSERT_EQ(answer.status, 200);
    EXPECT_EQ(answer.json()["expires_in"], 3600);
    EXPECT_TRUE(answer.json()["expires_in"].is_number());
    EXPECT_EQ(answer.json()["token_type"], "Bearer");
    EXPECT_EQ(payload(answer.json()["access_token"])["exp"], zpa.clock.seconds() + 3600);
    EXPECT_EQ(answer.headers.at("x-ratelimit-limit"), "500, 500;w=1, 100000;w=60");
}

TEST_F(SignInTest, OneApiTakesHttpBasic) {
    const auto answer = call(
        server.port(), {"POST",
                        "/oauth2/v1/token",
                        form({{"grant_type", "client_credentials"}, {"audience", "https://api.zscaler.com"}}),
                        {{"content-type", "application/x-www-form-urlencoded"},
                         {"authorization", "Basic " + base64(std::string(default_client) + ":" + default_secret)}}});
    EXPECT_EQ(answer.status, 200);
}

TEST_F(SignInTest, OneApiRefusesWith400EachThingThatIsWrong) {
    EXPECT_EQ(sign_in({{"client_secret", "wrong"}}).json()["error"], "invalid_client");
    EXPECT_EQ(sign_in({{"client_secret", ""}}).json()["error"], "invalid_client");
    EXPECT_EQ(sign_in({{"client_id", "nobody"}}).json()["error"], "invalid_client");
    EXPECT_EQ(sign_in({{"audience", ""}}).json()["error"], "invalid_request");
    EXPECT_EQ(sign_in({{"grant_type", "password"}}).json()["error"], "unsupported_grant_type");
    EXPECT_EQ(sign_in({{"client_secret", "wrong"}}).status, 400);
    zpa.behaviours.edit([](Behaviour& b) { b.token_refused_status = 401; });
    EXPECT_EQ(sign_in({{"client_secret", "wrong"}}).status, 401);
}

TEST_F(SignInTest, BodyMustBeAForm) {
    const auto answer = call(server.port(), {"POST", "/oauth2/v1/token", "{}", {{"content-type", "application/json"}}});
    EXPECT_EQ(answer.json()["error"], "invalid_request");
}

TEST_F(SignInTest, VanityDomainBelongsToTheClientWhereTheHostNamesOne) {
    auto client = zpa.state.client(default_client).value();
    client.vanity = "acme";
    zpa.state.put_client(client);
    const auto body = form({{"grant_type", "client_credentials"},
                            {"audience", "https://api.zscaler.com"},
                            {"client_id", default_client},
                            {"client_secret", default_secret}});
    const std::map<std::string, std::string> type{{"content-type", "application/x-www-form-urlencoded"}};
    EXPECT_EQ(call(server.port(), {"POST", "/oauth2/v1/token", body, type}, "", "acme.zslogin.net").status, 200);
    EXPECT_EQ(call(server.port(), {"POST", "/oauth2/v1/token", body, type}, "", "other.zsloginbeta.net").status, 400);
    EXPECT_EQ(call(server.port(), {"POST", "/oauth2/v1/token", body, type}).status, 200);
}

TEST_F(SignInTest, LegacyAnswersAText) {
    const auto answer = legacy_sign_in();
    ASSERT_EQ(answer.status, 200);
    EXPECT_EQ(answer.json()["expires_in"], "3600");
    EXPECT_EQ(payload(answer.json()["access_token"])["exp"], zpa.clock.seconds() + 3600);
}

TEST_F(SignInTest, LegacyRefusesWith401) {
    EXPECT_EQ(legacy_sign_in(default_client, "wrong").status, 401);
    EXPECT_EQ(legacy_sign_in("nobody").json()["reason"], "invalid client_id");
}

TEST_F(SignInTest, EachWayOpensItsOwnPathsOnly) {
    const std::string own = legacy_sign_in().json()["access_token"];
    EXPECT_EQ(with(own, legacy("appConnectorGroup")).status, 200);
    EXPECT_EQ(with(own, at("appConnectorGroup")).status, 401);
    EXPECT_EQ(with(token, at("appConnectorGroup")).status, 200);
    EXPECT_EQ(with(token, legacy("appConnectorGroup")).status, 401);
}

TEST_F(SignInTest, GatewayAndZpaSay401InTheirOwnShapes) {
    const auto gateway = with("wrong", at("appConnectorGroup"));
    EXPECT_EQ(gateway.json(), json({{"detail", "unauthorized"}, {"type", ""}, {"title", ""}, {"status", ""}}));
    EXPECT_EQ(gateway.headers.count("x-ratelimit-limit"), 0U);
    EXPECT_EQ(gateway.headers.at("x-oneapi-api-category"), "public");
    EXPECT_NE(gateway.body.find('\n'), std::string::npos) << "pretty-printed";
    EXPECT_EQ(with("wrong", legacy("appConnectorGroup")).json()["id"], "access.denied");
}

TEST_F(SignInTest, TokensExpireByTheSimulatorsClock) {
    zpa.behaviours.edit([](Behaviour& b) { b.oneapi_token_seconds = 5; });
    const std::string brief = sign_in().json()["access_token"];
    zpa.clock.advance(std::chrono::seconds(4));
    EXPECT_EQ(with(brief, at("appConnectorGroup")).status, 200);
    zpa.clock.advance(std::chrono::seconds(1));
    EXPECT_EQ(with(brief, at("appConnectorGroup")).status, 401);
}

TEST_F(SignInTest, SignOutEndsTheToken) {
    const std::string own = legacy_sign_in().json()["access_token"];
    EXPECT_EQ(call(server.port(), {"POST", "/signout", "", {{"authorization", "Bearer " + own}}}).status, 200);
    EXPECT_EQ(with(own, legacy("appConnectorGroup")).status, 401);
}

TEST_F(SignInTest, ClientThatIsRemovedOrDisabledIsOut) {
    auto client = zpa.state.client(default_client).value();
    client.enabled = false;
    zpa.state.put_client(client);
    EXPECT_EQ(get("appConnectorGroup").status, 401);
    EXPECT_EQ(sign_in().status, 400);
    EXPECT_EQ(control("DELETE", std::string("/clients/") + default_client).status, 204);
    EXPECT_EQ(sign_in().status, 400);
}

TEST_F(SignInTest, TokenOpensOnlyTheCustomersOfItsClient) {
    zpa.state.add_customer("216196257331289999");
    auto client = zpa.state.client(default_client).value();
    client.customers = {default_customer};
    zpa.state.put_client(client);
    const std::string foreign = "/zpa/mgmtconfig/v1/admin/customers/216196257331289999/appConnectorGroup";
    const std::string unknown = "/zpa/mgmtconfig/v1/admin/customers/216196257331280000/appConnectorGroup";
    EXPECT_EQ(get("appConnectorGroup").status, 200);
    EXPECT_EQ(with(token, foreign).status, 401);
    EXPECT_EQ(with(token, foreign).json()["id"], "access.denied");
    EXPECT_EQ(with(token, unknown).body, with(token, foreign).body) << "does not tell which organisations there are";
    zpa.behaviours.edit([](Behaviour& b) { b.foreign_customer_status = 403; });
    EXPECT_EQ(with(token, foreign).status, 403);
}

TEST_F(SignInTest, HostsOfZpaServeTheirOwnPathsOnly) {
    const std::map<std::string, std::string> bearer{{"authorization", "Bearer " + token}};
    EXPECT_EQ(call(server.port(), {"GET", at("appConnectorGroup"), "", bearer}, "", "api.zsapi.net").status, 200);
    EXPECT_EQ(
        call(server.port(), {"GET", at("appConnectorGroup"), "", bearer}, "", "config.private.zscaler.com").status,
        404);
    const std::map<std::string, std::string> old{
        {"authorization", "Bearer " + legacy_sign_in().json()["access_token"].get<std::string>()}};
    EXPECT_EQ(
        call(server.port(), {"GET", legacy("appConnectorGroup"), "", old}, "", "config.private.zscaler.com").status,
        200);
    EXPECT_EQ(call(server.port(), {"GET", legacy("appConnectorGroup"), "", old}, "", "api.zsapi.net").status, 404);
}

TEST_F(SignInTest, WrongPathsAnswer404ThatIsNotJson) {
    const auto answer = get("noSuchThing");
    EXPECT_EQ(answer.status, 404);
    EXPECT_TRUE(json::parse(answer.body, nullptr, false).is_discarded());
}

}  // namespace

}  // namespace simulator
