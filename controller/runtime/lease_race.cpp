#include "controller/runtime/lease_race.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "controller/base/error.h"

namespace runtime {

using nlohmann::json;

LeaseRace::LeaseRace(const kube::Client& client, kube::ObjectKey lease, std::string identity, base::Duration duration,
                     base::Duration call_limit, const base::Clock& clock)
    : client_(client),
      key_(std::move(lease)),
      identity_(std::move(identity)),
      duration_(duration),
      call_limit_(call_limit),
      clock_(clock) {}

LeaseRace::~LeaseRace() = default;

bool LeaseRace::acquire(base::Instant until, std::stop_token stop) {
    auto lease = read(until, stop);
    if (lease) {
        if (look(*lease) != LeaseVerdict::Held) return write(std::move(*lease), until, stop);
        unanswered_ = false;
        return false;
    }
    LeaseRecord record = held_by({}, identity_, duration_, clock_.wall());
    record.transitions = 0;
    try {
        const auto client = client_until(until);
        unanswered_ = true;
        held_ = std::make_unique<json>(client.create(kube::leases(), key_.namespace_name,
                                                     new_lease(key_.namespace_name, key_.name, record), stop));
        unanswered_ = false;
        return true;
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::AlreadyExists) throw;
        unanswered_ = false;
        return false;
    }
}

bool LeaseRace::renew(base::Instant until, std::stop_token stop) {
    if (held_ && write(*held_, until, stop)) return true;
    ++slow_paths_;
    held_.reset();
    auto lease = read(until, stop);
    if (!lease || look(*lease) != LeaseVerdict::Ours) return false;
    if (write(std::move(*lease), until, stop)) return true;
    throw base::Error(base::ErrorKind::Conflict, "lease " + key_.to_string() + " was written between read and renewal");
}

bool LeaseRace::give_back(base::Instant until, std::stop_token stop) {
    if (!held_) {
        auto lease = read(until, stop);
        if (!lease || look(*lease) != LeaseVerdict::Ours) return false;
        held_ = std::make_unique<json>(std::move(*lease));
    }
    const auto lease = with_record(*held_, given_back(parse_lease(*held_), clock_.wall()));
    held_.reset();  // whatever comes of it, what we know is out of date
    client_until(until).update(kube::leases(), key_, lease, stop);
    return true;
}

std::optional<json> LeaseRace::read(base::Instant until, std::stop_token stop) {
    auto lease = client_until(until).get(kube::leases(), key_, stop);
    if (!lease) observe(nullptr);
    return lease;
}

bool LeaseRace::write(json lease, base::Instant until, std::stop_token stop) {
    const auto record = held_by(parse_lease(lease), identity_, duration_, clock_.wall());
    try {
        const auto client = client_until(until);
        unanswered_ = true;
        held_ =
            std::make_unique<json>(client.update(kube::leases(), key_, with_record(std::move(lease), record), stop));
        unanswered_ = false;
        return true;
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::Conflict && error.kind() != base::ErrorKind::NotFound) throw;
        unanswered_ = false;
        return false;
    }
}

kube::Client LeaseRace::client_until(base::Instant until) const {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::min<base::Duration>(call_limit_, until - clock_.now()));
    if (left.count() > 0) return client_.within(left);
    throw base::Error(base::ErrorKind::Timeout, "lease " + key_.to_string() + ": no time left to ask for it");
}

LeaseVerdict LeaseRace::look(const json& lease) {
    const auto record = parse_lease(lease);
    const base::MutexLock lock(mutex_);
    if (seen_ != record) {
        seen_ = record;
        changed_at_ = clock_.now();
    }
    return judge(record, identity_, clock_.now() - changed_at_);
}

void LeaseRace::observe(const json* lease) {
    try {
        if (lease != nullptr) {
            look(*lease);
            return;
        }
    } catch (const base::Error&) {
        return;
    }
    const base::MutexLock lock(mutex_);
    seen_ = LeaseRecord{};
    changed_at_ = clock_.now();
}

std::optional<base::Duration> LeaseRace::until_free() const {
    const base::MutexLock lock(mutex_);
    if (!seen_) return std::nullopt;
    const auto unchanged_for = clock_.now() - changed_at_;
    if (judge(*seen_, identity_, unchanged_for) != LeaseVerdict::Held) return base::Duration::zero();
    return std::chrono::seconds(seen_->duration_seconds) - unchanged_for;
}

std::string LeaseRace::holder() const {
    const base::MutexLock lock(mutex_);
    return seen_ ? seen_->holder : "";
}

}  // namespace runtime
