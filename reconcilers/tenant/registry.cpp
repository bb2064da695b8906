#include "reconcilers/tenant/registry.h"

#include <vector>

namespace tenant {

namespace {

// Another organisation is no better or worse set of credentials: whoever points a tenant elsewhere wants nothing done
// where it was.
bool is_same_organisation(const zpa::Session& left, const zpa::Session& right) {
    return left.identity() == right.identity() &&
           left.credentials().microtenant_id == right.credentials().microtenant_id;
}

}  // namespace

View Registry::view(const kube::ObjectKey& tenant) const {
    const base::MutexLock lock(mutex_);
    const auto found = entries_.find(tenant);
    if (found == entries_.end()) return {};
    auto view = found->second.view;
    const auto& proven = found->second.proven;
    if (!view.ready && proven && view.session && is_same_organisation(*proven, *view.session)) view.session = proven;
    return view;
}

std::shared_ptr<zpa::Session> Registry::present_session(const kube::ObjectKey& tenant) const {
    const base::MutexLock lock(mutex_);
    const auto found = entries_.find(tenant);
    return found == entries_.end() ? nullptr : found->second.view.session;
}

std::string Registry::api_url(const kube::ObjectKey& tenant) const {
    const auto session = present_session(tenant);
    return session ? session->identity().api_url : "";
}

void Registry::set(const kube::ObjectKey& tenant, View view) {
    const base::MutexLock lock(mutex_);
    auto& entry = entries_[tenant];
    if (entry.view.session != view.session) entry.unsupported.reset();  // it was said of another
    if (view.ready) entry.proven = view.session;
    entry.view = std::move(view);
}

void Registry::remove(const kube::ObjectKey& tenant) {
    const base::MutexLock lock(mutex_);
    entries_.erase(tenant);
}

void Registry::forget_waiting(const std::string& owner) const {
    std::vector<std::shared_ptr<zpa::Session>> sessions;
    {
        const base::MutexLock lock(mutex_);
        for (const auto& [tenant, entry] : entries_) {
            if (entry.view.session) sessions.push_back(entry.view.session);
            // view() may have handed it out.
            if (entry.proven && entry.proven != entry.view.session) sessions.push_back(entry.proven);
        }
    }
    for (const auto& session : sessions) session->budget().forget(owner);
}

void Registry::report_unsupported(const kube::ObjectKey& tenant, Unsupported report) {
    const base::MutexLock lock(mutex_);
    auto& entry = entries_[tenant];
    entry.unsupported = std::move(report);
    entry.view.ready = false;
}

std::optional<Registry::Unsupported> Registry::unsupported(const kube::ObjectKey& tenant, base::Instant now) const {
    const base::MutexLock lock(mutex_);
    const auto found = entries_.find(tenant);
    if (found == entries_.end() || !found->second.unsupported || found->second.unsupported->until <= now)
        return std::nullopt;
    return found->second.unsupported;
}

}  // namespace tenant
