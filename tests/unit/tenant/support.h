#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "reconcilers/tenant/session_pool.h"
#include "tests/fakes/fake_random.h"
#include "tests/unit/zpa/support.h"

namespace tenant_test {

using std::chrono::seconds;

inline constexpr auto kConnector = zpa::AssociationType::ConnectorGroup;
inline constexpr auto kEdge = zpa::AssociationType::ServiceEdgeGroup;

// A session with an organisation whose lists hold one row each, but for those that a test has refused.
class SessionTest : public zpa_test::ClientTest {
protected:
    SessionTest() {
        api->otherwise([this](const http::Request& request) { return answer(request); });
    }

    zpa::Session& session() {
        if (!session_) {
            zpa::Session::Options session_options;
            session_options.client = options();
            session_.emplace(credentials, budget, fence, session_options, clock, random);
        }
        return *session_;
    }
    // Everything whose address has that part is answered so.
    void refuse(const std::string& part, int status, const std::string& id) {
        refusals[part] = {status, nlohmann::json{{"id", id}, {"reason", "told by a test"}}.dump()};
    }
    // So are lists, with one row twice and a total that agrees.
    void show_row_twice(const std::string& part) {
        refusals[part] = {
            200, R"({"totalPages":"1","totalCount":"2","list":[{"id":"1","name":"a"},{"id":"1","name":"a"}]})"};
    }
    std::size_t calls_about(const std::string& part) const {
        std::size_t count = 0;
        for (const auto& call : api->calls()) {
            if (call.find(part) != std::string::npos) ++count;
        }
        return count;
    }

    std::map<std::string, std::pair<int, std::string>> refusals;
    fakes::ConstantRandom random;

private:
    http::Response answer(const http::Request& request) {
        http::Response reply;
        reply.status = 200;
        reply.body = R"({"totalPages":"1","totalCount":"1","list":[{"id":"1","name":"a"}]})";
        for (const auto& [part, refusal] : refusals) {
            if (request.target.find(part) == std::string::npos) continue;
            reply.status = refusal.first;
            reply.body = refusal.second;
        }
        return reply;
    }

    std::optional<zpa::Session> session_;
};

class NoRequests final : public base::RequestObserver {
public:
    void request_done(std::string_view, std::string_view, std::string_view, base::Duration) override {}
};

// Sessions as tenants get them, told apart by their secrets.
class PoolTest : public zpa_test::ClientTest {
protected:
    std::shared_ptr<zpa::Session> session(const std::string& secret, const kube::ObjectKey& tenant = {"net", "default"},
                                          int writes = 10) {
        auto wanted = credentials;
        wanted.client_secret = secret;
        return pool.get(tenant, wanted, 20, writes);
    }
    zpa::Session::Options session_options() {
        zpa::Session::Options out;
        out.client = options();
        return out;
    }

    telemetry::Metrics metrics;
    telemetry::ZpaMetrics zpa_metrics{metrics, clock};
    NoRequests requests;
    fakes::ConstantRandom random;
    zpa::BudgetRegistry budgets{clock};
    tenant::SessionPool pool{budgets, fence, session_options(), zpa_metrics, requests, clock, random};
};

}  // namespace tenant_test
