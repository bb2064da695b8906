#include "reconcilers/zpa/session.h"

#include <utility>

#include "reconcilers/zpa/flood_gate.h"

namespace zpa {

class Session::Impl {
public:
    Impl(Credentials credentials, std::shared_ptr<RateBudget> budget, const base::WriteFence& fence, Options options,
         const base::Clock& clock, base::Random& random)
        : credentials_(std::move(credentials)),
          budget_(std::move(budget)),
          options_(std::move(options)),
          clock_(clock),
          gate_(options_.max_in_flight, clock, random),
          client_(credentials_, budget_, fence, options_.client, clock) {}

    Inventory& inventory(const std::string& microtenant_id) {
        const std::string& id = microtenant_id.empty() ? credentials_.microtenant_id : microtenant_id;
        const std::lock_guard lock(mutex_);
        auto& inventory = inventories_[id];
        if (!inventory) inventory = std::make_unique<Inventory>(client_, *budget_, id, options_.inventory, clock_);
        return *inventory;
    }

    const Credentials& credentials() const { return credentials_; }
    FloodGate& gate() { return gate_; }
    Client& client() { return client_; }
    RateBudget& budget() { return *budget_; }

private:
    const Credentials credentials_;
    const std::shared_ptr<RateBudget> budget_;
    const Options options_;
    const base::Clock& clock_;
    FloodGate gate_;
    Client client_;
    std::mutex mutex_;
    std::map<std::string, std::unique_ptr<Inventory>> inventories_;  // by microtenant; guarded by mutex_
};

Session::Session(Credentials credentials, std::shared_ptr<RateBudget> budget, const base::WriteFence& fence,
                 Options options, const base::Clock& clock, base::Random& random)
    : impl_(std::make_unique<Impl>(std::move(credentials), std::move(budget), fence, std::move(options), clock,
                                   random)) {}

Session::~Session() = default;

Session::Visit Session::enter() { return Visit(this, impl_->gate().enter() == FloodGate::Pass::Probe); }
const Credentials& Session::credentials() const { return impl_->credentials(); }
Client& Session::client() { return impl_->client(); }
RateBudget& Session::budget() { return impl_->budget(); }
Inventory& Session::inventory(const std::string& microtenant_id) { return impl_->inventory(microtenant_id); }
base::WallTime Session::unreachable_since() const { return impl_->gate().unreachable_since(); }

TenantIdentity Session::identity() const {
    return {endpoints_of(impl_->credentials()).api_url, impl_->credentials().customer_id};
}

namespace {

FloodGate::Pass pass_of(bool probe) { return probe ? FloodGate::Pass::Probe : FloodGate::Pass::Ordinary; }

// A reply that says the organisation is not there, or that a gateway cannot find it. A 500 is about one call.
bool is_absence(const base::Error& error) {
    const int status = error.http_status();
    if (error.kind() == base::ErrorKind::Timeout) return true;
    return error.kind() == base::ErrorKind::Unavailable && (status == 0 || (status >= 502 && status <= 504));
}

bool is_silence(const base::Error& error) {
    const base::ErrorKind kind = error.kind();
    const bool ours = kind == base::ErrorKind::TooManyRequests || kind == base::ErrorKind::Cancelled ||
                      kind == base::ErrorKind::Fenced || kind == base::ErrorKind::Invalid;
    return ours && error.http_status() == 0;
}

}  // namespace

Session::Visit::Visit(Visit&& other) noexcept
    : session_(std::exchange(other.session_, nullptr)), probe_(other.probe_) {}

Session::Visit::~Visit() {
    if (session_ != nullptr) session_->impl_->gate().leave(pass_of(probe_));
}

void Session::Visit::reached() { session_->impl_->gate().reached(); }
void Session::Visit::unreachable(const std::string& cause) {
    session_->impl_->gate().unreachable(pass_of(probe_), cause);
}

void Session::Visit::failed(const base::Error& error) {
    if (is_absence(error)) {
        unreachable(error.what());
    } else if (!is_silence(error)) {
        reached();
    }
}

}  // namespace zpa
