#pragma once

#include "controller/runtime/reconciler.h"
#include "reconcilers/provisioning_key/pass.h"
#include "reconcilers/provisioning_key/status.h"
#include "reconcilers/provisioning_key/tools.h"
#include "reconcilers/tenant/patience.h"

namespace provisioning_key {

// ProvisioningKey: makes the matching key exist in ZPA and keeps its value in a Secret.
class ProvisioningKeyReconciler final : public runtime::Reconciler {
public:
    explicit ProvisioningKeyReconciler(Tools tools) : tools_(std::move(tools)) {}

    runtime::Result reconcile(const kube::ObjectKey& key, const runtime::RunContext& run) override;

private:
    void forget(const kube::ObjectKey& key, const runtime::RunContext& run);
    runtime::Result look_after(const ProvisioningKey& object, const runtime::RunContext& run);
    bool is_anothers(const ProvisioningKey& object, const runtime::RunContext& run) const;
    runtime::Result bring_in_line(Pass& pass, Findings& findings);
    runtime::Result first_retry(const kube::ObjectKey& key, const Findings& findings);
    runtime::Result observe(Pass& pass, Findings& findings);
    void heal(Pass& pass, Findings& findings);
    runtime::Result let_go(Pass& pass);
    runtime::Result write(Pass& pass, const Findings& findings, runtime::Result next, const ProvisioningKey& before);

    Tools tools_;
    tenant::Patience failures_{std::chrono::seconds(5), std::chrono::minutes(1)};
};

}  // namespace provisioning_key
