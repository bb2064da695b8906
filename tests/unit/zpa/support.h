#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "controller/base/error.h"
#include "reconcilers/zpa/client.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_transport.h"

namespace zpa_test {

using base::ErrorKind;

inline constexpr std::string_view kCustomer = "216196257331281920";
inline constexpr const char* kToken = R"({"access_token":"first-token-text","token_type":"Bearer","expires_in":3600})";

// The error that `action` throws; a failed test and an empty error where it does not.
template <typename Action>
base::Error error_of(Action action) {
    try {
        action();
    } catch (const base::Error& error) {
        return error;
    }
    ADD_FAILURE() << "no base::Error was thrown";
    return base::Error(ErrorKind::Config, "none");
}

// A parameter as part of a test's name: letters, digits and '_' only, the same in every run.
inline std::string name_of(std::string_view text) {
    if (text.empty()) return "empty";
    std::string name;
    for (const char c : text.substr(0, 40)) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        name += plain ? c : '_';
    }
    return name;
}

inline zpa::Credentials oneapi_credentials() {
    zpa::Credentials credentials;
    credentials.client_id = "client-id";
    credentials.client_secret = "client-secret-text";
    credentials.vanity_domain = "acme";
    credentials.customer_id = kCustomer;
    return credentials;
}

// Refuses once it is shut.
class Fence final : public base::WriteFence {
public:
    void check() const override {
        ++checks;
        if (shut) throw base::Error(ErrorKind::Fenced, "this process may not write any more");
    }
    bool shut = false;
    mutable int checks = 0;
};

// Hands calls on to a script that the test keeps.
class Forward final : public http::Transport {
public:
    explicit Forward(std::shared_ptr<fakes::FakeTransport> script) : script_(std::move(script)) {}
    http::Response send(const http::Request& request, std::stop_token stop) override {
        return script_->send(request, stop);
    }
    http::StreamEnd stream(const http::Request& request, const HeadersSink& on_headers, const LineSink& on_line,
                           std::stop_token stop) override {
        return script_->stream(request, on_headers, on_line, stop);
    }

private:
    std::shared_ptr<fakes::FakeTransport> script_;
};

// A client between two scripts: the sign-in host, which gives tokens for ever unless told otherwise, and the API.
class ClientTest : public ::testing::Test {
protected:
    ClientTest() {
        auth->otherwise([](const http::Request&) {
            http::Response reply;
            reply.status = 200;
            reply.body = kToken;
            return reply;
        });
    }

    zpa::Client& client() {
        if (!client_) client_.emplace(credentials, budget, fence, options(), clock);
        return *client_;
    }

    zpa::ClientOptions options() {
        zpa::ClientOptions out;
        out.make_transport = [this](const http::TransportOptions& wanted) {
            transports.push_back(wanted);
            const bool sign_in = wanted.base_url.find("zslogin") != std::string::npos;
            return std::make_unique<Forward>(sign_in ? auth : api);
        };
        return out;
    }

    zpa::Permit read() { return budget->take(zpa::CallClass::Read, zpa::Urgency::Poll, "test"); }
    zpa::Permit write() { return budget->take(zpa::CallClass::Write, zpa::Urgency::Publish, "test"); }

    static std::string key_json(const std::string& id, const std::string& name) {
        return R"({"id":")" + id + R"(","name":")" + name +
               R"(","creationTime":"1773000025","usageCount":"0","maxUsage":"2","zcomponentId":"216190000000000101",)"
               R"("enabled":true,"exportable":true,"enrollmentCertId":"7003",)"
               R"("provisioningKey":"3|api.private.zscaler.com|)" +
               std::string(80, 'Q') + R"("})";
    }

    fakes::FakeClock clock;
    Fence fence;
    std::shared_ptr<zpa::RateBudget> budget = zpa::RateBudget::make({}, clock);
    std::shared_ptr<fakes::FakeTransport> auth = std::make_shared<fakes::FakeTransport>();
    std::shared_ptr<fakes::FakeTransport> api = std::make_shared<fakes::FakeTransport>();
    std::vector<http::TransportOptions> transports;
    zpa::Credentials credentials = oneapi_credentials();
    std::stop_source stop_source;
    std::stop_token stop = stop_source.get_token();

private:
    std::optional<zpa::Client> client_;
};

inline constexpr auto kConnector = zpa::AssociationType::ConnectorGroup;
inline constexpr const char* kZpaRefusal = R"({"id":"invalid.resource.argument","reason":"One or more input fields"})";
inline constexpr const char* kNotFound = R"({"id":"resource.not.found","reason":"No resource exists","params":["1"]})";
inline constexpr const char* kGateway401 = R"({
  "detail": "unauthorized",
  "type": "",
  "title": "",
  "status": ""
})";
inline constexpr const char* kNotLicensed =
    R"({"id":"authz.featureflag.permission.denied","reason":"Feature flag feature.x disabled for customer 216,196"})";

}  // namespace zpa_test
