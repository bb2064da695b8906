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

SessionPool::SessionPool(zpa::BudgetRegistry& budgets, const base::WriteFence& fence, zpa::Session::Options options,
                         const base::Clock& clock, base::Random& random)
    : budgets_(budgets), fence_(fence), options_(std::move(options)), clock_(clock), random_(random) {}

std::shared_ptr<zpa::Session> SessionPool::get(const zpa::Credentials& credentials, int reads, int writes) {
    const auto endpoints = zpa::endpoints_of(credentials);
    auto budget = budgets_.get(endpoints.api_url, credentials.customer_id, reads, writes);
    const std::lock_guard lock(mutex_);
    std::erase_if(sessions_, [](const auto& session) { return session.expired(); });
    for (const auto& known : sessions_) {
        if (auto session = known.lock(); session && session->credentials() == credentials) return session;
    }
    auto session = make(credentials, std::move(budget));
    sessions_.push_back(session);
    return session;
}

std::shared_ptr<zpa::Session> SessionPool::make(const zpa::Credentials& credentials,
                                                std::shared_ptr<zpa::RateBudget> budget) {
    auto options = options_;
    const zpa::TenantIdentity organisation{zpa::endpoints_of(credentials).api_url, credentials.customer_id};
    options.inventory.listener = [this, organisation](zpa::AssociationType type, const zpa::KeyList* before,
                                                      const zpa::KeyList& after) {
        if (listener_) listener_(organisation, type, before, after);
    };
    return std::make_shared<zpa::Session>(credentials, std::move(budget), fence_, std::move(options), clock_, random_);
}

}  // namespace tenant
