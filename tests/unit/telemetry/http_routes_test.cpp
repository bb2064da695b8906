#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "controller/telemetry/http_routes.h"
#include "tests/fakes/capturing_log_sink.h"

namespace {

using telemetry::MetricsAuthorizer;
using testing::HasSubstr;

base::Logger quiet() { return fakes::logger_into(std::make_shared<fakes::CapturingLogSink>()); }

class Doorman final : public MetricsAuthorizer {
public:
    Verdict verdict = Verdict::Allowed;
    bool broken = false;
    std::string asked;
    Verdict authorize(const std::string& token, const std::string& verb, const std::string& path,
                      std::stop_token) override {
        asked += token + " " + verb + " " + path + "\n";
        if (broken) throw std::runtime_error("the API server is away");
        return verdict;
    }
};

class HttpRoutes : public testing::Test {
protected:
    HttpRoutes() {
        live_.add("ping", [] { return std::nullopt; });
        ready_.add("caches", [this] { return wrong_; });
        ready_.add("ping", [] { return std::nullopt; });
    }
    telemetry::HttpReply get(const std::string& target, const std::string& authorization = "",
                             MetricsAuthorizer* doorman = nullptr) {
        const auto handler = telemetry::make_http_handler({{&live_, &ready_}, &metrics_, doorman, quiet()});
        auto request = telemetry::parse_http_target(target);
        request.method = "GET";
        request.authorization = authorization;
        return handler(request, {});
    }
    std::optional<std::string> wrong_;
    telemetry::Health live_{"healthz", quiet()}, ready_{"readyz", quiet()};
    telemetry::Metrics metrics_;
    Doorman doorman_;
};

TEST_F(HttpRoutes, HealthyIsOk) {
    EXPECT_EQ(get("/healthz").status, 200);
    EXPECT_EQ(get("/healthz").body, "ok");
    EXPECT_EQ(get("/readyz/").body, "ok");
}

TEST_F(HttpRoutes, VerboseNamesTheChecks) {
    EXPECT_EQ(get("/readyz?verbose").body, "[+]caches ok\n[+]ping ok\nreadyz check passed\n");
}

TEST_F(HttpRoutes, AFailedCheckIs500AndItsReasonStaysHere) {
    wrong_ = "the reason";
    const auto reply = get("/readyz");
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.body, "[-]caches failed: reason withheld\n[+]ping ok\nreadyz check failed\n");
    EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(HttpRoutes, ExcludedChecksDoNotCount) {
    wrong_ = "the reason";
    EXPECT_EQ(get("/readyz?exclude=caches").status, 200);
    EXPECT_THAT(get("/readyz?verbose&exclude=caches").body, HasSubstr("[+]caches excluded: ok\n"));
    EXPECT_EQ(get("/readyz?exclude=ping").status, 500);
}

TEST_F(HttpRoutes, ACheckHasAPathOfItsOwn) {
    wrong_ = "the reason";
    EXPECT_EQ(get("/readyz/ping").status, 200);
    EXPECT_EQ(get("/readyz/caches").status, 500);
    EXPECT_EQ(get("/readyz/caches").body.find("the reason"), std::string::npos);
    EXPECT_EQ(get("/readyz/unknown").status, 404);
    EXPECT_EQ(get("/").status, 404);
    EXPECT_EQ(get("/healthzz").status, 404);
}

TEST_F(HttpRoutes, MetricsAreText) {
    metrics_.gauge(telemetry::metric::process_threads).Set(3);
    const auto reply = get("/metrics");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.content_type, "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_THAT(reply.body, HasSubstr("process_threads 3\n"));
}

TEST_F(HttpRoutes, MetricsAreForWhomTheAuthorizerLetsIn) {
    EXPECT_EQ(get("/metrics", "", &doorman_).status, 401);
    EXPECT_EQ(get("/metrics", "Basic abc", &doorman_).status, 401);
    EXPECT_EQ(get("/metrics", "Bearer ", &doorman_).status, 401);
    EXPECT_EQ(doorman_.asked, "");
    EXPECT_EQ(get("/metrics", "Bearer abc", &doorman_).status, 200);
    EXPECT_EQ(doorman_.asked, "abc get /metrics\n");
    doorman_.verdict = MetricsAuthorizer::Verdict::Unauthenticated;
    EXPECT_EQ(get("/metrics", "Bearer abc", &doorman_).status, 401);
    doorman_.verdict = MetricsAuthorizer::Verdict::Forbidden;
    EXPECT_EQ(get("/metrics", "Bearer abc", &doorman_).status, 403);
    doorman_.broken = true;
    EXPECT_EQ(get("/metrics", "Bearer abc", &doorman_).status, 500);
}

TEST_F(HttpRoutes, HealthNeedsNoToken) { EXPECT_EQ(get("/healthz", "", &doorman_).status, 200); }

TEST(HttpTarget, IsSplitAndDecoded) {
    const auto request = telemetry::parse_http_target("/readyz?verbose&exclude=a%2Fb&exclude=c&&x=%zz");
    EXPECT_EQ(request.path, "/readyz");
    EXPECT_EQ(request.query.count("verbose"), 1U);
    EXPECT_EQ(request.query.count("exclude"), 2U);
    EXPECT_EQ(request.query.find("exclude")->second, "a/b");
    EXPECT_EQ(request.query.find("x")->second, "%zz");
    EXPECT_EQ(telemetry::parse_http_target("/a%20b?").path, "/a b");
}

}  // namespace
