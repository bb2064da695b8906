#include "controller/runtime/lease_race.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "controller/base/error.h"

namespace runtime {

using nlohmann::json;

LeaseRace::LeaseRace(const kube::Client& client, kube::ObjectKey lease, std::string identity, base::Duration duration,
                     const base::Clock& clock)
    : client_(client), key_(std::move(lease)), identity_(std::move(identity)), duration_(duration), clock_(clock) {}

LeaseRace::~LeaseRace() = default;

bool LeaseRace::acquire(std::stop_token stop) {
    auto lease = client_.get(kube::leases(), key_, stop);
    if (lease) return look(*lease) != LeaseVerdict::Held && write(std::move(*lease), stop);
    observe(nullptr);
    LeaseRecord record = held_by({}, identity_, duration_, clock_.wall());
    record.transitions = 0;
    try {
        held_ = std::make_unique<json>(client_.create(kube::leases(), key_.namespace_name,
                                                      new_lease(key_.namespace_name, key_.name, record), stop));
        return true;
    } catch (const base::Error& error) {
        if (error.kind() == base::ErrorKind::AlreadyExists) return false;
        throw;
    }
}

bool LeaseRace::renew(std::stop_token stop) {
    if (held_ && write(*held_, stop)) return true;
    ++slow_paths_;
    held_.reset();
    auto lease = client_.get(kube::leases(), key_, stop);
    if (!lease || look(*lease) != LeaseVerdict::Ours) return false;
    if (write(std::move(*lease), stop)) return true;
    throw base::Error(base::ErrorKind::Conflict, "lease " + key_.to_string() + " was written between read and renewal");
}

bool LeaseRace::give_back(std::stop_token stop) {
    if (!held_) {
        auto lease = client_.get(kube::leases(), key_, stop);
        if (!lease || look(*lease) != LeaseVerdict::Ours) return false;
        held_ = std::make_unique<json>(std::move(*lease));
    }
    const auto lease = with_record(*held_, given_back(parse_lease(*held_), clock_.wall()));
    held_.reset();  // whatever comes of it, what we know is out of date
    client_.update(kube::leases(), key_, lease, stop);
    return true;
}

bool LeaseRace::write(json lease, std::stop_token stop) {
    const auto record = held_by(parse_lease(lease), identity_, duration_, clock_.wall());
    try {
        held_ = std::make_unique<json>(client_.update(kube::leases(), key_, with_record(std::move(lease), record), stop));
        return true;
    } catch (const base::Error& error) {
        if (error.kind() == base::ErrorKind::Conflict || error.kind() == base::ErrorKind::NotFound) return false;
        throw;
    }
}

LeaseVerdict LeaseRace::look(const json& lease) {
    const auto record = parse_lease(lease);
    const std::lock_guard lock(mutex_);
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
    const std::lock_guard lock(mutex_);
    seen_ = LeaseRecord{};
    changed_at_ = clock_.now();
}

std::optional<base::Duration> LeaseRace::until_free() const {
    const std::lock_guard lock(mutex_);
    if (!seen_) return std::nullopt;
    const auto unchanged_for = clock_.now() - changed_at_;
    if (judge(*seen_, identity_, unchanged_for) != LeaseVerdict::Held) return base::Duration::zero();
    return std::chrono::seconds(seen_->duration_seconds) - unchanged_for;
}

std::string LeaseRace::holder() const {
    const std::lock_guard lock(mutex_);
    return seen_ ? seen_->holder : "";
}

}  // namespace runtime
