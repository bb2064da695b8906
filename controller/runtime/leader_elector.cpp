#include "controller/runtime/leader_elector.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "controller/base/error.h"
#include "controller/base/mutex.h"
#include "controller/kube/connection.h"
#include "controller/runtime/lease_race.h"
#include "controller/runtime/lease_watch.h"

namespace runtime {

namespace {

constexpr int kReleaseTries = 3;

// Not retried inside the client: the loops here are the retries, and each try must be short. Not fenced: the lease is
// what the fence is made of.
kube::Client lease_client(std::shared_ptr<kube::Connection> connection) {
    return {std::move(connection), base::open_fence(), 0};
}

}  // namespace

class LeaderElector::Impl {
public:
    Impl(LeaderElectionOptions options, std::shared_ptr<kube::Connection> connection, const base::Clock& clock,
         base::Random& random, base::Logger log)
        : options_(std::move(options)),
          connection_(std::move(connection)),
          client_(lease_client(connection_)),
          race_(client_, {options_.namespace_name, options_.name}, options_.identity, options_.lease_duration,
                options_.renew_deadline / 2, clock),
          clock_(clock),
          random_(random),
          log_(log.with({{"lease", options_.namespace_name + "/" + options_.name}, {"identity", options_.identity}})) {}

    bool wait_until_leading(std::stop_token stop);
    void start_renewing(std::function<void()> on_lost);
    void release();
    void check();
    bool leading() const { return leading_; }
    base::Duration since_renewal() const { return clock_.boot_time() - base::Duration(renewed_at_.load()); }
    std::uint64_t slow_paths() const { return race_.slow_paths(); }

private:
    bool try_to_lead(std::stop_token stop);
    void say_who_leads();
    void renew_until_lost(std::stop_token stop) noexcept;
    bool renew(std::stop_token stop);  // false: lost
    void lose(const std::string& why);
    void tell_loss();                                          // once, and not before there is somebody to tell
    bool wait(base::Duration duration, std::stop_token stop);  // false: stopped

    // Constant after construction; the race has a lock of its own.
    const LeaderElectionOptions options_;
    const std::shared_ptr<kube::Connection> connection_;
    const kube::Client client_;
    LeaseRace race_;
    const base::Clock& clock_;
    base::Random& random_;
    const base::Logger log_;

    std::atomic<bool> leading_{false};
    std::atomic<bool> lost_{false};
    std::atomic<base::Duration::rep> renewed_at_{0};  // boot time at which the last renewal that succeeded began
    std::string last_holder_;                         // of the thread that stands by, alone

    base::Mutex mutex_;
    base::StoppableConditionVariable changed_;
    bool woken_ OP_GUARDED_BY(mutex_) = false;
    bool told_ OP_GUARDED_BY(mutex_) = false;
    std::function<void()> on_lost_ OP_GUARDED_BY(mutex_);
    std::jthread renewer_;  // the last member: it is joined before anything that it uses is gone
};

bool LeaderElector::Impl::wait_until_leading(std::stop_token stop) {
    const LeaseWatch watch(
        connection_, {options_.namespace_name, options_.name},
        [this](const nlohmann::json* lease) {
            race_.observe(lease);
            if (race_.until_free() != base::Duration::zero()) return;
            const base::MutexLock lock(mutex_);
            woken_ = true;
            changed_.notify_all();
        },
        clock_, random_, log_);
    while (!stop.stop_requested()) {
        if (try_to_lead(stop)) return true;
        auto pause = std::chrono::duration_cast<base::Duration>(
            options_.retry_period * (1 + LeaderElectionOptions::kRetryJitter * random_.unit()));
        // Not a moment later than the holder's time runs out: that is most of the time a take-over needs.
        const auto until_free = race_.until_free().value_or(base::Duration::zero());
        if (until_free > base::Duration::zero()) pause = std::min(pause, until_free);
        wait(pause, stop);
    }
    return false;
}

bool LeaderElector::Impl::try_to_lead(std::stop_token stop) {
    const auto begun = clock_.boot_time();
    try {
        if (!race_.acquire(clock_.now() + options_.renew_deadline, stop)) {
            say_who_leads();
            return false;
        }
    } catch (const base::Error& error) {
        if (!stop.stop_requested()) log_.warn("cannot ask for the lease", {{"error", error.what()}});
        return false;
    }
    renewed_at_ = begun.count();
    leading_ = true;
    log_.info("leading");
    return true;
}

void LeaderElector::Impl::say_who_leads() {
    auto holder = race_.holder();
    if (holder == last_holder_) return;
    last_holder_ = std::move(holder);
    log_.info("standing by", {{"leader", last_holder_}});
}

void LeaderElector::Impl::start_renewing(std::function<void()> on_lost) {
    {
        const base::MutexLock lock(mutex_);
        on_lost_ = std::move(on_lost);
    }
    renewer_ = std::jthread([this](std::stop_token stop) { renew_until_lost(stop); });
    tell_loss();
}

// A pause counts from the beginning of the try before it: one that hung must not take the next one's time as well.
void LeaderElector::Impl::renew_until_lost(std::stop_token stop) noexcept {
    base::Duration tried_at(renewed_at_.load());
    while (wait(tried_at + options_.retry_period - clock_.boot_time(), stop) && leading_) {
        tried_at = clock_.boot_time();
        if (!renew(stop)) return;
    }
}

bool LeaderElector::Impl::renew(std::stop_token stop) {
    const auto begun = clock_.boot_time();
    std::string trouble;
    // A process that slept longer than this does not try: it may have been thought dead.
    if (const auto left = options_.renew_deadline - since_renewal(); left >= base::Duration::zero()) {
        try {
            if (race_.renew(clock_.now() + left, stop)) {
                renewed_at_ = begun.count();
                return true;
            }
            const auto holder = race_.holder();
            lose(holder.empty() ? "the lease was deleted, or somebody took us out of it"
                                : "the lease is another's: " + holder);
            return false;
        } catch (const base::Error& error) {
            trouble = error.what();
        }
    }
    if (stop.stop_requested()) return false;
    if (since_renewal() > options_.renew_deadline) {
        lose("not renewed in time" + (trouble.empty() ? "" : ": " + trouble));
        return false;
    }
    log_.warn("lease not renewed, trying again", {{"error", trouble}});
    return true;
}

void LeaderElector::Impl::lose(const std::string& why) {
    leading_ = false;
    const bool first = !lost_.exchange(true);
    tell_loss();  // first: the log may have nobody who reads it
    if (first) log_.error("leadership lost", {{"error", why}});
}

void LeaderElector::Impl::tell_loss() {
    std::function<void()> on_lost;
    {
        const base::MutexLock lock(mutex_);
        if (!lost_ || told_ || !on_lost_) return;
        told_ = true;
        on_lost = on_lost_;
    }
    on_lost();
}

void LeaderElector::Impl::check() {
    if (!leading_) throw base::Error(base::ErrorKind::Fenced, "write refused: this process does not lead");
    if (since_renewal() <= options_.max_write_age) return;
    lose("a write was asked for too long after the last renewal");
    throw base::Error(base::ErrorKind::Fenced, "write refused: the lease was not renewed lately enough");
}

void LeaderElector::Impl::release() {
    renewer_.request_stop();
    if (renewer_.joinable()) renewer_.join();
    if (!leading_.exchange(false) && !race_.perhaps_ours()) return;
    const auto until = clock_.now() + options_.renew_deadline;
    for (int attempt = 1; attempt <= kReleaseTries && clock_.now() < until; ++attempt) {
        try {
            if (race_.give_back(until, {})) log_.info("lease given back");
            return;
        } catch (const base::Error& error) {
            log_.warn("lease not given back", {{"error", error.what()}});
        }
    }
}

bool LeaderElector::Impl::wait(base::Duration duration, std::stop_token stop) {
    base::MutexLock lock(mutex_);
    const auto until = base::Instant::clock::now() + duration;
    while (!woken_ && changed_.wait_until(lock, stop, until)) {
    }
    woken_ = false;
    return !stop.stop_requested();
}

LeaderElector::LeaderElector(LeaderElectionOptions options, std::shared_ptr<kube::Connection> connection,
                             const base::Clock& clock, base::Random& random, base::Logger log)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(connection), clock, random, std::move(log))) {}
LeaderElector::~LeaderElector() = default;

bool LeaderElector::wait_until_leading(std::stop_token stop) { return impl_->wait_until_leading(std::move(stop)); }
void LeaderElector::start_renewing(std::function<void()> on_lost) { impl_->start_renewing(std::move(on_lost)); }
void LeaderElector::release() { impl_->release(); }
bool LeaderElector::leading() const { return impl_->leading(); }
base::Duration LeaderElector::since_renewal() const { return impl_->since_renewal(); }
std::uint64_t LeaderElector::slow_paths() const { return impl_->slow_paths(); }
void LeaderElector::check() const { impl_->check(); }

}  // namespace runtime
