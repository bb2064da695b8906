#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "controller/base/clock.h"
#include "controller/base/log.h"
#include "controller/base/random.h"
#include "controller/base/write_fence.h"
#include "controller/kube/client.h"

namespace runtime {

struct LeaderElectionOptions {
    // client-go's: a pause between tries to lead is retry_period and up to this many times as much on top.
    static constexpr double kRetryJitter = 1.2;

    std::string namespace_name;
    std::string name;
    std::string identity;  // hostname_uuid
    base::Duration lease_duration = std::chrono::seconds(15);
    base::Duration renew_deadline = std::chrono::seconds(10);
    base::Duration retry_period = std::chrono::seconds(2);
    // How old the last renewal may be, counted from when it began, for a write to be allowed.
    base::Duration max_write_age = std::chrono::seconds(10);
};

// Holds a coordination.k8s.io Lease, after client-go's leaderelection: another holder's lease is judged by the local
// time since its record last changed, never by the times in it. The connection is the elector's own, not to share the
// API client's queue, and is not fenced. Clock and random must outlive it.
//
// Standing by: wait_until_leading() blocks until held (true) or stop (false); the lease is watched, so a released one
// is taken at once.
// Leading: a thread renews every retry_period, at once after a try that took longer. No request takes longer than
// renew_deadline / 2 (client-go's), no renewal goes on after renew_deadline.
// Losing: `on_lost` is called once, from the thread that noticed, when renewal failed for renew_deadline, another
// holder was seen or check() refused. The process must end without further writes: whoever works on works beside
// another leader, and only the fence stands between the two. `on_lost` must not call release() nor destroy the elector.
// As a WriteFence: check() compares boot_time() with the beginning of the last successful renewal; a process that was
// stopped and woken fails it.
// Threads: any for check(), leading(), since_renewal(), slow_paths(); the rest from one owner.
// Shutdown: release(), once all work has ended, writes holder "" and a duration of 1 s. Without it the destructor ends
// the renewing and leaves the lease to run out.
class LeaderElector final : public base::WriteFence {
public:
    LeaderElector(LeaderElectionOptions options, std::shared_ptr<kube::Connection> connection, const base::Clock& clock,
                  base::Random& random, base::Logger log);
    ~LeaderElector() override;

    bool wait_until_leading(std::stop_token stop);
    void start_renewing(std::function<void()> on_lost);
    // Stops renewing and gives the lease back if it is ours, even where we were stopped before we knew; within
    // renew_deadline.
    void release();
    bool leading() const;
    base::Duration since_renewal() const;
    std::uint64_t slow_paths() const;  // renewals that had to read the lease first
    void check() const override;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace runtime
