#pragma once

#include <atomic>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stop_token>
#include <string>

#include "controller/base/mutex.h"
#include "controller/kube/client.h"
#include "controller/runtime/lease.h"

namespace runtime {

// The requests of leader election, one try a call, after client-go's tryAcquireOrRenew: writes carry the resource
// version, so of two that try at once one wins.
//
// acquire(), renew() and give_back() throw base::Error where the server could not be asked or its answer is unknown;
// whoever calls tries again. None of their requests takes longer than `call_limit`, and none goes on after `until`.
// Threads: those three and perhaps_ours() from one thread at a time; the rest from any.
class LeaseRace {
public:
    LeaseRace(const kube::Client& client, kube::ObjectKey lease, std::string identity, base::Duration duration,
              base::Duration call_limit, const base::Clock& clock);
    ~LeaseRace();

    bool acquire(base::Instant until, std::stop_token stop);    // false: somebody else holds it, or was faster
    bool renew(base::Instant until, std::stop_token stop);      // false: it is not ours any more, whoever has it
    bool give_back(base::Instant until, std::stop_token stop);  // false: it was not ours any more
    // A write of ours was sent and nobody knows what came of it: the server may have the lease as ours.
    bool perhaps_ours() const { return unanswered_; }

    // What was seen elsewhere (a watch); nullptr: there is no lease. Ignores what is not a lease.
    void observe(const nlohmann::json* lease);
    // When it may be taken as far as is known: zero for at once, nullopt where nothing was seen yet.
    std::optional<base::Duration> until_free() const;
    std::string holder() const;                                      // "" where there is none
    std::uint64_t slow_paths() const { return slow_paths_.load(); }  // renewals that had to read first

private:
    LeaseVerdict look(const nlohmann::json& lease);
    std::optional<nlohmann::json> read(base::Instant until, std::stop_token stop);
    bool write(nlohmann::json lease, base::Instant until, std::stop_token stop);  // false: a conflict
    kube::Client client_until(base::Instant until) const;                         // throws Error(Timeout): none left

    const kube::Client& client_;
    const kube::ObjectKey key_;
    const std::string identity_;
    const base::Duration duration_, call_limit_;
    const base::Clock& clock_;
    std::unique_ptr<nlohmann::json> held_;  // the lease as the server has it since our last write; else nullptr
    bool unanswered_ = false;
    std::atomic<std::uint64_t> slow_paths_{0};

    mutable base::Mutex mutex_;
    std::optional<LeaseRecord> seen_ OP_GUARDED_BY(mutex_);
    base::Instant changed_at_ OP_GUARDED_BY(mutex_){};  // when seen_ last changed, on our clock
};

}  // namespace runtime
