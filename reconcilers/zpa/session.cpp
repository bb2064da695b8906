#include "reconcilers/zpa/session.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "reconcilers/zpa/endpoints.h"
#include "reconcilers/zpa/flood_gate.h"

namespace zpa {

namespace {

constexpr base::Duration kUnused = std::chrono::minutes(10);  // a list that is half read is given up sooner

bool shows_nothing(const Inventory& inventory) {
    return std::ranges::none_of(kAssociationTypes,
                                [&](AssociationType type) { return inventory.keys(type) != nullptr; });
}

}  // namespace

class Session::Impl {
public:
    Impl(Credentials credentials, std::shared_ptr<RateBudget> budget, const base::WriteFence& fence, Options options,
         const base::Clock& clock, base::Random& random)
        : credentials_(std::move(credentials)),
          budget_(std::move(budget)),
          options_(std::move(options)),
          clock_(clock),
          gate_(options_.max_in_flight, options_.crowd, clock, random),
          places_(clock),
          client_(credentials_, budget_, fence, heard_by_gate(options_.client), clock) {}

    std::string microtenant(const std::string& id) const {
        if (id.empty()) return credentials_.microtenant_id;
        return id == "0" && credentials_.microtenant_id.empty() ? "" : id;
    }

    std::shared_ptr<Inventory> inventory(const std::string& microtenant_id) {
        const std::string id = microtenant(microtenant_id);
        const base::MutexLock lock(mutex_);
        auto room = inventories_.find(id);
        if (room == inventories_.end()) {
            forget_unused();
            auto made = std::make_shared<Inventory>(client_, *budget_, id, options_.inventory, clock_);
            room = inventories_.emplace(id, Room{std::move(made)}).first;
        }
        room->second.asked_at = clock_.now();
        return room->second.inventory;
    }

    std::uint64_t serial() const { return serial_; }
    const Credentials& credentials() const { return credentials_; }
    FloodGate& gate() { return gate_; }
    ClosedPlaces& places() { return places_; }
    Client& client() { return client_; }
    RateBudget& budget() { return *budget_; }

private:
    struct Room {
        std::shared_ptr<Inventory> inventory;
        base::Instant asked_at{};
    };

    // Anybody may name a microtenant that does not exist, each time another one. What has been listed is never
    // forgotten here: the next list would have none before it, and nobody would be told what has changed.
    void forget_unused() OP_REQUIRES(mutex_) {
        const auto now = clock_.now();
        std::erase_if(inventories_, [&](const auto& entry) {
            const auto& [id, room] = entry;
            return id != credentials_.microtenant_id && now - room.asked_at > kUnused && shows_nothing(*room.inventory);
        });
    }

    ClientOptions heard_by_gate(ClientOptions client) {
        client.on_answer = [this] { gate_.answered(); };
        return client;
    }

    static std::uint64_t next_serial() {
        static std::atomic<std::uint64_t> last{0};
        return ++last;
    }

    const std::uint64_t serial_ = next_serial();
    const Credentials credentials_;
    const std::shared_ptr<RateBudget> budget_;
    const Options options_;
    const base::Clock& clock_;
    FloodGate gate_;
    ClosedPlaces places_;
    Client client_;
    base::Mutex mutex_;
    std::map<std::string, Room> inventories_ OP_GUARDED_BY(mutex_);  // by microtenant
};

Session::Session(Credentials credentials, std::shared_ptr<RateBudget> budget, const base::WriteFence& fence,
                 Options options, const base::Clock& clock, base::Random& random)
    : impl_(std::make_unique<Impl>(std::move(credentials), std::move(budget), fence, std::move(options), clock,
                                   random)) {}

Session::~Session() = default;

Session::Visit Session::enter() { return Visit(this, impl_->gate().enter() == FloodGate::Pass::Probe); }
std::uint64_t Session::serial() const { return impl_->serial(); }

const Credentials& Session::credentials() const { return impl_->credentials(); }
Client& Session::client() { return impl_->client(); }
RateBudget& Session::budget() { return impl_->budget(); }
ClosedPlaces& Session::places() { return impl_->places(); }
std::string Session::microtenant(const std::string& id) const { return impl_->microtenant(id); }
std::shared_ptr<Inventory> Session::inventory(const std::string& microtenant_id) {
    return impl_->inventory(microtenant_id);
}
base::WallTime Session::unreachable_since() const { return impl_->gate().unreachable_since(); }

TenantIdentity Session::identity() const {
    return {endpoints_of(impl_->credentials()).api_url, impl_->credentials().customer_id};
}

namespace {

FloodGate::Pass pass_of(bool probe) { return probe ? FloodGate::Pass::Probe : FloodGate::Pass::Ordinary; }

bool is_silence(const base::Error& error) {
    const base::ErrorKind kind = error.kind();
    const bool ours = kind == base::ErrorKind::TooManyRequests || kind == base::ErrorKind::Cancelled ||
                      kind == base::ErrorKind::Fenced || kind == base::ErrorKind::Invalid;
    return ours && error.http_status() == 0;
}

}  // namespace

bool is_absence(const base::Error& error) {
    const int status = error.http_status();
    if (error.kind() == base::ErrorKind::Timeout) return true;
    return error.kind() == base::ErrorKind::Unavailable && (status == 0 || (status >= 502 && status <= 504));
}

Session::Visit::Visit(Visit&& other) noexcept
    : session_(std::exchange(other.session_, nullptr)), probe_(other.probe_) {}

Session::Visit::~Visit() {
    if (session_ != nullptr) session_->impl_->gate().leave(pass_of(probe_));
}

void Session::Visit::reached() { session_->impl_->gate().reached(); }
void Session::Visit::unreachable(const std::string& cause, base::Duration wait) {
    session_->impl_->gate().unreachable(pass_of(probe_), cause, wait);
}

void Session::Visit::failed(const base::Error& error) {
    if (is_absence(error)) {
        unreachable(error.what(), error.retry_after().value_or(std::chrono::milliseconds(0)));
    } else if (!is_silence(error)) {
        reached();
    }
}

}  // namespace zpa
