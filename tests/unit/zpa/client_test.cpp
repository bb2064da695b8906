#include "reconcilers/zpa/client.h"

#include <nlohmann/json.hpp>

#include "tests/unit/zpa/support.h"

namespace zpa_test {
namespace {

using std::chrono::seconds;
using zpa::CallClass;

const std::string kBase = "/zpa/mgmtconfig/v1/admin/customers/" + std::string(kCustomer);
const std::string kKeys = kBase + "/associationType/CONNECTOR_GRP/provisioningKey";

std::string page_json(const std::string& rows, const char* pages = "1", const char* count = "1") {
    return R"({"totalPages":")" + std::string(pages) + R"(","totalCount":")" + count + R"(","list":[)" + rows + "]}";
}

TEST_F(ClientTest, makes_two_verified_connections_and_sends_the_token) {
    credentials.ca_bundle_pem = "ca";
    credentials.proxy_url = credentials.auth_proxy_url = "http://proxy:3128";
    api->reply(200, page_json(key_json("1", "a")));
    client().list_keys(kConnector, "", 1, read(), stop);
    ASSERT_EQ(transports.size(), 2U);
    EXPECT_EQ(transports[0].base_url, "https://acme.zslogin.net");
    EXPECT_EQ(transports[1].base_url, "https://api.zsapi.net");
    for (const auto& transport : transports) {
        EXPECT_EQ(transport.tls.ca_bundle_pem, "ca");
        EXPECT_FALSE(transport.tls.insecure_skip_verify);
        EXPECT_EQ(transport.proxy_url, "http://proxy:3128");
    }
    EXPECT_EQ(transports[1].max_body_bytes, std::size_t{32} << 20);
    EXPECT_EQ(api->requests().at(0).headers.at("Authorization"), "Bearer first-token-text");
    EXPECT_EQ(api->requests().at(0).deadline, seconds(10));
}

TEST_F(ClientTest, lists_in_pages_of_five_hundred) {
    api->reply(200, page_json(key_json("1", "R&amp;D") + "," + key_json("2", "b"), "3", "1002"));
    const auto page = client().list_keys(kConnector, "", 2, read(), stop);
    EXPECT_EQ(api->calls().at(0), "GET " + kKeys + "?page=2&pagesize=500");
    EXPECT_EQ(page.total_pages, 3);
    EXPECT_EQ(page.total_count, 1002);
    ASSERT_EQ(page.items.size(), 2U);
    EXPECT_EQ(page.items[0].name, "R&D");
    EXPECT_EQ(page.items[0].value_fingerprint.substr(0, 7), "sha256:");
}

TEST_F(ClientTest, names_the_microtenant_unless_it_is_the_default) {
    api->reply(200, page_json("")).reply(200, key_json("5", "a")).reply(204).reply(204);
    client().list_keys(kConnector, "72", 1, read(), stop);
    client().get_key(kConnector, "72", "5", read(), stop);
    client().update_key(kConnector, "72", "5", "{}", write(), stop);
    client().delete_key(kConnector, "72", "5", write(), stop);
    EXPECT_EQ(api->calls(),
              (std::vector<std::string>{"GET " + kKeys + "?page=1&pagesize=500&microtenantId=72",
                                        "GET " + kKeys + "/5?microtenantId=72", "PUT " + kKeys + "/5?microtenantId=72",
                                        "DELETE " + kKeys + "/5?microtenantId=72"}));
}

TEST_F(ClientTest, finds_each_resource_where_zpa_has_it) {
    api->otherwise([](const http::Request&) {
        http::Response reply;
        reply.status = 200;
        reply.body = R"({"totalPages":"0"})";
        return reply;
    });
    const auto edge = zpa::AssociationType::ServiceEdgeGroup;
    client().list_groups(kConnector, "", 1, read(), stop);
    client().list_groups(edge, "", 1, read(), stop);
    client().list_components(kConnector, "", 1, read(), stop);
    client().list_components(edge, "", 1, read(), stop);
    client().list_certificates("", 1, read(), stop);
    client().list_keys(zpa::AssociationType::ExporterGroup, "", 1, read(), stop);
    const std::string tail = "?page=1&pagesize=500";
    EXPECT_EQ(api->calls(),
              (std::vector<std::string>{
                  "GET " + kBase + "/appConnectorGroup" + tail, "GET " + kBase + "/serviceEdgeGroup" + tail,
                  "GET " + kBase + "/connector" + tail, "GET " + kBase + "/serviceEdge" + tail,
                  "GET /zpa/mgmtconfig/v2/admin/customers/" + std::string(kCustomer) + "/enrollmentCert" + tail,
                  "GET " + kBase + "/associationType/EXPORTER_GRP/provisioningKey" + tail}));
}

TEST_F(ClientTest, legacy_has_no_zpa_prefix) {
    credentials.mode = zpa::AuthMode::Legacy;
    credentials.auth_url = "https://zslogin.example";
    api->reply(200, "[]");
    client().list_keys(kConnector, "", 1, read(), stop);
    EXPECT_EQ(api->requests().at(0).target.find("/mgmtconfig/v1/"), 0U);
    EXPECT_EQ(auth->requests().at(0).target, "/signin");
}

TEST_F(ClientTest, understands_every_form_of_a_list) {
    const std::string row = key_json("1", "a");
    api->reply(200, R"({"totalPages":0,"totalCount":0})")
        .reply(200, R"({"totalPages":"1","totalCount":"0","list":[]})")
        .reply(200, R"({"totalPages":"0","list":null})")
        .reply(200, R"({"totalPages":1,"list":[)" + row + "]}")
        .reply(200, "[" + row + "]")
        .reply(200, R"({"list":[)" + row + R"(],"totalCount":"900","inner":{"list":[{"id":"9"}]}})");
    const auto list = [&] { return client().list_keys(kConnector, "", 1, read(), stop); };
    for (int i = 0; i < 3; ++i) EXPECT_EQ(list().total_pages, 0);
    EXPECT_EQ(list().total_count, -1);
    EXPECT_EQ(list().total_pages, 1);
    const auto last = list();
    EXPECT_EQ(last.total_pages, 2);
    EXPECT_EQ(last.items.size(), 1U);
}

TEST_F(ClientTest, refuses_lists_that_make_no_sense_and_says_which) {
    const std::vector<std::string> bodies = {"",
                                             "<html>",
                                             "7",
                                             R"({"list":[7]})",
                                             R"({"list":{"id":"1"}})",
                                             R"({"list":[{"name":"without id"}]})",
                                             R"({"totalPages":"many","list":[]})",
                                             R"({"totalPages":"201","list":[{"id":"1"}]})",
                                             R"({"totalCount":9223372036854775807,"list":[{"id":"1"}]})",
                                             R"({"list":[{"id":"1","x":)" + std::string(50'000, '[') + "]}",
                                             R"({"list":[{"id":"1"}])"};
    for (const std::string& body : bodies) {
        clock.advance(seconds(10));
        api->reply(200, body);
        const base::Error error = error_of([&] { client().list_keys(kConnector, "", 1, read(), stop); });
        EXPECT_EQ(error.kind(), ErrorKind::Protocol) << body.substr(0, 60);
        EXPECT_EQ(std::string(error.what()).find("list keys of CONNECTOR_GRP: "), 0U) << error.what();
    }
}

TEST_F(ClientTest, reads_one_key_with_its_value) {
    api->reply(200, key_json("5", "a"));
    const auto detail = client().get_key(kConnector, "", "5", read(), stop);
    ASSERT_TRUE(detail);
    EXPECT_EQ(detail->key.name, "a");
    EXPECT_EQ(detail->value.find("3|api.private.zscaler.com|"), 0U);
}

TEST_F(ClientTest, a_key_that_is_gone_is_nothing_whether_by_404_or_400) {
    api->reply(404, kNotFound).reply(400, kNotFound).reply(404, kNotFound);
    EXPECT_EQ(client().get_key(kConnector, "", "5", read(), stop), std::nullopt);
    EXPECT_FALSE(client().delete_key(kConnector, "", "5", write(), stop));
    EXPECT_EQ(error_of([&] { client().update_key(kConnector, "", "5", "{}", write(), stop); }).kind(),
              ErrorKind::NotFound);
}

TEST_F(ClientTest, a_404_that_is_not_zpas_proves_nothing) {
    api->reply(404, "<html>").reply(404, "");
    EXPECT_EQ(error_of([&] { client().get_key(kConnector, "", "5", read(), stop); }).kind(), ErrorKind::Protocol);
    EXPECT_EQ(error_of([&] { client().delete_key(kConnector, "", "5", write(), stop); }).kind(), ErrorKind::Protocol);
}

TEST_F(ClientTest, a_reply_about_another_key_is_refused) {
    api->reply(200, key_json("6", "a"));
    EXPECT_EQ(error_of([&] { client().get_key(kConnector, "", "5", read(), stop); }).kind(), ErrorKind::Protocol);
}

TEST_F(ClientTest, ids_cannot_leave_their_place_in_the_path) {
    for (const char* id : {"", "..", "1/2", "1?x=y", "1%2e", "a b"}) {
        EXPECT_EQ(error_of([&] { client().delete_key(kConnector, "", id, write(), stop); }).kind(), ErrorKind::Invalid);
    }
    EXPECT_TRUE(api->requests().empty());
    EXPECT_EQ(error_of([&] { client().list_groups(zpa::AssociationType::ExporterGroup, "", 1, read(), stop); }).kind(),
              ErrorKind::Invalid);
}

TEST_F(ClientTest, a_401_is_cured_by_one_new_token_for_every_method) {
    auth->reply(200, kToken).reply(200, R"({"access_token":"second-token","expires_in":3600})");
    api->reply(401, kGateway401).reply(204);
    client().update_key(kConnector, "", "5", R"({"a":1})", write(), stop);
    ASSERT_EQ(api->requests().size(), 2U);
    EXPECT_EQ(api->requests()[0].headers.at("Authorization"), "Bearer first-token-text");
    EXPECT_EQ(api->requests()[1].headers.at("Authorization"), "Bearer second-token");
    EXPECT_EQ(api->requests()[1].body, R"({"a":1})");
    EXPECT_EQ(fence.checks, 2);
}

TEST_F(ClientTest, a_401_that_stays_is_reported_after_one_repeat) {
    api->reply(401, kGateway401).reply(401, kGateway401);
    const base::Error error = error_of([&] { client().get_key(kConnector, "", "5", read(), stop); });
    EXPECT_EQ(error.kind(), ErrorKind::Unauthorized);
    EXPECT_EQ(std::string(error.what()), "read key 5: 401: unauthorized");
    EXPECT_EQ(auth->requests().size(), 2U);
}

TEST_F(ClientTest, an_organisation_that_is_closed_to_the_credentials_is_not_hammered) {
    const std::string denied = R"({"id":"access.denied","reason":"Access denied"})";
    api->reply(401, denied).reply(401, denied);
    EXPECT_EQ(error_of([&] { client().get_key(kConnector, "", "5", read(), stop); }).reason(), "access.denied");
    for (int i = 0; i < 10; ++i) {
        const base::Error again = error_of([&] { client().get_key(kConnector, "", "5", read(), stop); });
        EXPECT_EQ(again.kind(), ErrorKind::Unauthorized);
        EXPECT_EQ(again.reason(), "access.denied");
        EXPECT_EQ(again.retry_after(), seconds(5));
    }
    EXPECT_EQ(api->requests().size(), 2U);
    EXPECT_EQ(auth->requests().size(), 2U);
}

TEST_F(ClientTest, an_answer_of_somebody_in_between_says_nothing_of_the_token) {
    for (const int status : {502, 503, 429}) api->reply(status, "<html>try later</html>");
    for (int i = 0; i < 3; ++i) error_of([&] { client().update_key(kConnector, "", "5", "{}", write(), stop); });
    api->reply(401, kGateway401).reply(401, kGateway401);
    error_of([&] { client().get_key(kConnector, "", "5", read(), stop); });
    EXPECT_EQ(error_of([&] { client().get_key(kConnector, "", "5", read(), stop); }).retry_after(), seconds(5));
    EXPECT_EQ(auth->requests().size(), 2U) << "the credentials are left alone";
}

TEST_F(ClientTest, a_refusal_of_zpas_own_proves_the_token_good) {
    api->reply(400, kZpaRefusal).reply(401, kGateway401).reply(401, kGateway401).reply(204);
    error_of([&] { client().update_key(kConnector, "", "5", "{}", write(), stop); });
    error_of([&] { client().get_key(kConnector, "", "5", read(), stop); });
    EXPECT_NO_THROW(client().update_key(kConnector, "", "5", "{}", write(), stop)) << "the 401 was about that one call";
}

TEST_F(ClientTest, a_missing_licence_is_no_reason_for_a_new_token) {
    api->reply(401, kNotLicensed);
    const base::Error error = error_of([&] { client().list_keys(kConnector, "", 1, read(), stop); });
    EXPECT_EQ(error.kind(), ErrorKind::Forbidden);
    EXPECT_EQ(error.reason(), "authz.featureflag.permission.denied");
    EXPECT_EQ(auth->requests().size(), 1U);
    EXPECT_EQ(api->requests().size(), 1U);
}

TEST_F(ClientTest, bad_credentials_cost_one_sign_in_and_no_call) {
    auth->reply(400, R"({"error":"invalid_client"})");
    for (int i = 0; i < 100; ++i) {
        const base::Error error = error_of([&] { client().get_key(kConnector, "", "5", read(), stop); });
        EXPECT_EQ(error.kind(), ErrorKind::Unauthorized);
        EXPECT_EQ(error.reason(), "SignIn");
    }
    EXPECT_EQ(auth->requests().size(), 1U);
    EXPECT_TRUE(api->requests().empty());
}

TEST_F(ClientTest, a_call_that_was_not_sent_gives_its_permit_back) {
    budget->set_limits(20, 1);
    fence.shut = true;
    const base::Error error = error_of([&] { client().update_key(kConnector, "", "5", "{}", write(), stop); });
    EXPECT_EQ(error.kind(), ErrorKind::Fenced);
    EXPECT_TRUE(api->requests().empty());
    fence.shut = false;
    api->reply(204);
    client().update_key(kConnector, "", "5", "{}", write(), stop);
    EXPECT_EQ(error_of([&] { write(); }).kind(), ErrorKind::TooManyRequests);
}

TEST_F(ClientTest, reads_do_not_ask_the_fence) {
    fence.shut = true;
    api->reply(200, "[]");
    EXPECT_NO_THROW(client().list_keys(kConnector, "", 1, read(), stop));
}

TEST_F(ClientTest, a_call_that_failed_on_the_wire_has_used_its_permit) {
    budget->set_limits(1, 10);
    api->fail(base::Error(ErrorKind::Timeout, "no answer"));
    const base::Error error = error_of([&] { client().list_keys(kConnector, "", 1, read(), stop); });
    EXPECT_EQ(error.kind(), ErrorKind::Timeout);
    EXPECT_EQ(std::string(error.what()), "list keys of CONNECTOR_GRP: no answer");
    EXPECT_EQ(error_of([&] { read(); }).kind(), ErrorKind::TooManyRequests);
}

TEST_F(ClientTest, a_429_closes_its_class_before_it_is_thrown) {
    api->reply(429, R"({"id":"invalid.toomanyrequests","reason":"Exceeded"})", {{"retry-after", "4s"}});
    const base::Error error = error_of([&] { client().delete_key(kConnector, "", "5", write(), stop); });
    EXPECT_EQ(error.kind(), ErrorKind::TooManyRequests);
    EXPECT_EQ(error.retry_after(), seconds(4));
    EXPECT_EQ(error_of([&] { write(); }).reason(), "RetryAfter");
    EXPECT_EQ(error_of([&] { write(); }).retry_after(), seconds(4));
    EXPECT_NO_THROW(read());
}

TEST_F(ClientTest, a_429_without_retry_after_closes_for_one_window) {
    api->reply(429).reply(429, "", {{"retry-after", "0"}});
    error_of([&] { client().list_keys(kConnector, "", 1, read(), stop); });
    EXPECT_EQ(error_of([&] { read(); }).retry_after(), seconds(10));
    error_of([&] { client().delete_key(kConnector, "", "5", write(), stop); });
    EXPECT_EQ(error_of([&] { write(); }).retry_after(), seconds(1));
}

TEST_F(ClientTest, a_429_with_a_date_closes_by_zpas_own_clock) {
    api->reply(429, "", {{"Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"}, {"Date", "Sun, 06 Nov 1994 08:49:32 GMT"}});
    error_of([&] { client().delete_key(kConnector, "", "5", write(), stop); });
    EXPECT_EQ(error_of([&] { write(); }).retry_after(), seconds(5));
}

TEST_F(ClientTest, the_repeat_after_a_401_has_a_slot_of_its_own) {
    budget->set_limits(1, 10);
    api->reply(401, kGateway401);
    const base::Error error = error_of([&] { client().list_keys(kConnector, "", 1, read(), stop); });
    EXPECT_EQ(error.kind(), ErrorKind::TooManyRequests);
    EXPECT_EQ(error.retry_after(), seconds(10));
    EXPECT_EQ(auth->requests().size(), 2U) << "the next call has its token already";
}

TEST_F(ClientTest, only_a_creation_is_waited_for_as_long_as_a_creation) {
    api->otherwise([](const http::Request&) {
        http::Response reply;
        reply.status = 500;
        return reply;
    });
    error_of([&] { client().list_keys(kConnector, "", 1, read(), stop); });
    error_of([&] { client().update_key(kConnector, "", "5", "{}", write(), stop); });
    error_of([&] { client().delete_key(kConnector, "", "5", write(), stop); });
    client().create_key(kConnector, "", {}, write(), stop);
    std::vector<std::chrono::milliseconds> deadlines;
    for (const auto& request : api->requests()) deadlines.push_back(request.deadline);
    EXPECT_EQ(deadlines, (std::vector<std::chrono::milliseconds>{seconds(10), seconds(10), seconds(10), seconds(30)}));
    EXPECT_EQ(auth->requests().at(0).deadline, seconds(10));
}

TEST_F(ClientTest, the_sign_in_host_has_a_proxy_of_its_own) {
    credentials.proxy_url = "http://proxy:3128";
    client();
    ASSERT_EQ(transports.size(), 2U);
    for (const auto& transport : transports) {
        const bool sign_in = transport.base_url.find("zslogin") != std::string::npos;
        EXPECT_EQ(transport.proxy_url, sign_in ? "" : "http://proxy:3128") << transport.base_url;
    }
}

TEST_F(ClientTest, sign_in_only_makes_sure_of_a_token) {
    client().sign_in(stop);
    client().sign_in(stop);
    EXPECT_EQ(auth->requests().size(), 1U);
    EXPECT_TRUE(api->requests().empty());
}

TEST_F(ClientTest, a_stopped_call_is_cancelled) {
    stop_source.request_stop();
    EXPECT_EQ(error_of([&] { client().list_keys(kConnector, "", 1, read(), stop); }).kind(), ErrorKind::Cancelled);
}

}  // namespace
}  // namespace zpa_test
