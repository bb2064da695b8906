#include "reconcilers/tenant/registry.h"

namespace tenant {

View Registry::view(const kube::ObjectKey& tenant) const {
    const std::lock_guard lock(mutex_);
    const auto found = views_.find(tenant);
    return found == views_.end() ? View{} : found->second;
}

void Registry::set(const kube::ObjectKey& tenant, View view) {
    const std::lock_guard lock(mutex_);
    views_[tenant] = std::move(view);
}

void Registry::remove(const kube::ObjectKey& tenant) {
    const std::lock_guard lock(mutex_);
    views_.erase(tenant);
    unsupported_.erase(tenant);
}

void Registry::report_unsupported(const kube::ObjectKey& tenant, Unsupported report) {
    const std::lock_guard lock(mutex_);
    unsupported_[tenant] = std::move(report);
    views_[tenant].ready = false;
}

std::optional<Registry::Unsupported> Registry::unsupported(const kube::ObjectKey& tenant, base::Instant now) const {
    const std::lock_guard lock(mutex_);
    const auto found = unsupported_.find(tenant);
    if (found == unsupported_.end() || found->second.until <= now) return std::nullopt;
    return found->second;
}

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
    const auto endpoints = zpa::endpoints_of(credentials);
    auto budget = budgets_.get(endpoints.api_url, credentials.customer_id, reads, writes);
    const std::lock_guard lock(mutex_);
    std::erase_if(sessions_, [](const auto& session) { return session.expired(); });
    for (const auto& known : sessions_) {
        if (auto session = known.lock(); session && session->credentials() == credentials) return session;
    }
    auto session = make(tenant, credentials, std::move(budget));
    sessions_.push_back(session);
    return session;
}

std::shared_ptr<zpa::Session> SessionPool::make(const kube::ObjectKey& tenant, const zpa::Credentials& credentials,
                                                std::shared_ptr<zpa::RateBudget> budget) {
    struct Observed {
        Observed(TenantRequests observer, const zpa::Credentials& of, std::shared_ptr<zpa::RateBudget> within,
                 const base::WriteFence& fence, zpa::Session::Options options, const base::Clock& clock, base::Random& random)
            : requests(std::move(observer)), session(of, std::move(within), fence, observe(std::move(options)), clock, random) {}
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
