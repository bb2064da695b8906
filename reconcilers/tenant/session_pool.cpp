#include "reconcilers/tenant/session_pool.h"

#include "reconcilers/zpa/endpoints.h"

#include <algorithm>

namespace tenant {

namespace {

// Counts a session's requests twice: by host as every client's, and by tenant.
class TenantRequests final : public base::RequestObserver {
public:
    TenantRequests(telemetry::ZpaMetrics& metrics, base::RequestObserver& next, std::string tenant)
        : metrics_(metrics), next_(next), tenant_(std::move(tenant)) {}
    void request_done(std::string_view host, std::string_view method, std::string_view code,
                      base::Duration duration) override {
        metrics_.request_done(tenant_, std::string(method), std::string(code));
        next_.request_done(host, method, code, duration);
    }

private:
    telemetry::ZpaMetrics& metrics_;
    base::RequestObserver& next_;
    const std::string tenant_;
};

}  // namespace

SessionPool::SessionPool(zpa::BudgetRegistry& budgets, const base::WriteFence& fence, zpa::Session::Options options,
                         telemetry::ZpaMetrics& metrics, base::RequestObserver& requests, const base::Clock& clock,
                         base::Random& random)
    : budgets_(budgets),
      fence_(fence),
      options_(std::move(options)),
      metrics_(metrics),
      requests_(requests),
      clock_(clock),
      random_(random) {}

std::shared_ptr<zpa::Session> SessionPool::get(const kube::ObjectKey& tenant, const zpa::Credentials& credentials,
                                               int reads, int writes) {
    const base::MutexLock lock(mutex_);
    std::erase_if(sessions_, [](const auto& entry) { return entry.session.expired(); });
    std::shared_ptr<zpa::Session> found;
    for (auto& entry : sessions_) {
        const auto session = entry.session.lock();
        const bool same = session && session->credentials() == credentials;
        if (same) found = session;
        if (same) entry.limits[tenant] = {reads, writes};
        if (same || entry.limits.erase(tenant) > 0) entry.apply();
    }
    if (found) return found;
    zpa::BudgetPlace place{zpa::endpoints_of(credentials).api_url, credentials.customer_id, credentials.ca_bundle_pem,
                           credentials.proxy_url};
    auto session = make(tenant, credentials, budgets_.make(std::move(place), reads, writes));
    sessions_.push_back({session, {{tenant, {reads, writes}}}});
    return session;
}

void SessionPool::forget(const kube::ObjectKey& tenant) {
    const base::MutexLock lock(mutex_);
    for (auto& entry : sessions_) {
        if (entry.limits.erase(tenant) > 0) entry.apply();
    }
}

// The last limits stay with a session that no tenant points at any more.
void SessionPool::Entry::apply() const {
    const auto held = session.lock();
    if (!held || limits.empty()) return;
    auto lowest = limits.begin()->second;
    for (const auto& [tenant, own] : limits)
        lowest = {std::min(lowest.reads, own.reads), std::min(lowest.writes, own.writes)};
    held->budget().set_limits(lowest.reads, lowest.writes);
}

std::shared_ptr<zpa::Session> SessionPool::make(const kube::ObjectKey& tenant, const zpa::Credentials& credentials,
                                                std::shared_ptr<zpa::RateBudget> budget) {
    struct Observed {
        Observed(TenantRequests observer, const zpa::Credentials& of, std::shared_ptr<zpa::RateBudget> within,
                 const base::WriteFence& fence, zpa::Session::Options options, const base::Clock& clock,
                 base::Random& random)
            : requests(std::move(observer)),
              session(of, std::move(within), fence, observe(std::move(options)), clock, random) {}
        zpa::Session::Options observe(zpa::Session::Options options) {
            options.client.observer = &requests;
            return options;
        }
        TenantRequests requests;  // outlives what it observes
        zpa::Session session;
    };
    auto options = options_;
    const zpa::TenantIdentity organisation{zpa::endpoints_of(credentials).api_url, credentials.customer_id};
    options.inventory.listener = [this, organisation](zpa::AssociationType type, const zpa::KeyList* before,
                                                      const zpa::KeyList& after) {
        if (listener_) listener_(organisation, type, before, after);
    };
    auto observed = std::make_shared<Observed>(TenantRequests(metrics_, requests_, tenant.to_string()), credentials,
                                               std::move(budget), fence_, std::move(options), clock_, random_);
    return {observed, &observed->session};
}

}  // namespace tenant
