#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "controller/base/redaction.h"
#include "controller/runtime/event_recorder.h"
#include "controller/runtime/reconciler.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/remote.h"
#include "reconcilers/provisioning_key/tools.h"
#include "reconcilers/provisioning_key/types.h"

namespace provisioning_key {

// One run of one object: the object with its status as it is being changed, and what has been found out about its
// surroundings.
class Pass {
public:
    Pass(Tools& tools, const ProvisioningKey& object, const runtime::RunContext& run);
    ~Pass();  // remembers what the cache still has to catch up with
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

    Tools& tools;
    const runtime::RunContext& run;
    ProvisioningKey object;
    // Set by find_tenant() (tenant_access.h).
    std::shared_ptr<const tenant::ZpaTenant> tenant;
    std::unique_ptr<Remote> remote;

    Status& status() { return object.status; }
    // The status as the API server had it when we last heard of it, without what this pass means to write.
    const Status& saved_status() const { return saved_; }
    const Spec& spec() const { return *object.spec; }
    kube::ObjectKey key() const { return object.meta.key(); }

    // How old what is read of ZPA may be: `usual`, but no older than a person's request to look anew (annotation
    // reconcile-requested-at) that has not been answered yet.
    base::Instant no_older_than(base::Instant usual) const { return asked_at_ ? std::max(usual, *asked_at_) : usual; }
    std::optional<base::Instant> asked_at() const { return asked_at_; }

    // Writes the status if it differs from what the API server has. Conditional on the resource version: throws
    // Error(Conflict) where the object moved on.
    void save_status();
    // The object as a write of ours or a live look has shown it: its metadata, but for the generation, which stays that
    // of the spec this pass goes by. Of a newer one the next pass will speak.
    void saw(kube::ObjectMeta meta);
    bool was_seen() const { return seen_; }  // by this pass, not only by the cache
    void gone();                             // it is there no longer: what the cache still shows of it is outdated
    // What stands in the way until the tenant's next poll (of a tenant that was found), or some other change of the
    // world, may find it cured.
    Blocked until_next_poll(const char* why, std::string message) const;
    Blocked until_the_world_changes(const char* why, std::string message) const;
    void event(runtime::EventType type, const std::string& reason, const std::string& action, const std::string& note);
    // Keeps a value, also in the form that Secrets carry it in, out of logs, events and conditions for as long as the
    // pass lives.
    void keep_secret(const std::string& value);

private:
    std::vector<std::string> outdated_versions_;
    bool seen_ = false;
    Status saved_;
    const std::optional<base::Instant> asked_at_;
    std::vector<base::Redaction::Holder> redacted_;
};

}  // namespace provisioning_key
