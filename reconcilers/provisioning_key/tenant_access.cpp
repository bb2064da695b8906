#include "reconcilers/provisioning_key/tenant_access.h"

#include <fmt/format.h>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/tenant/status.h"

namespace provisioning_key {

namespace {

void demand_grant(const Pass& pass) {
    if (tenant::namespace_allowed(*pass.tenant, pass.object.meta.namespace_name, pass.tools.namespace_labels)) return;
    throw pass.until_the_world_changes(
        reason::kNamespaceNotAllowed,
        fmt::format("ZPATenant {} does not allow namespace {}; add it to the tenant's spec.allowedNamespaces.names",
                    pass.spec().tenant.to_string(), pass.object.meta.namespace_name));
}

}  // namespace

void find_tenant(Pass& pass, Purpose purpose) {
    const auto& name = pass.spec().tenant;
    pass.tenant = pass.tools.tenants.get(name);
    const auto view = pass.tools.registry.view(name);
    if (!pass.tenant && (purpose == Purpose::Work || !view.session)) {
        throw pass.until_the_world_changes(
            reason::kTenantNotFound,
            fmt::format(
                "ZPATenant {} does not exist; create it, or create another object that refers to another tenant",
                name.to_string()));
    }
    if (purpose == Purpose::Work) demand_grant(pass);
    if (!view.session || (purpose == Purpose::Work && !view.ready)) {
        const bool unjudged = view.reason.empty() || view.reason == tenant::reason::kWaiting;
        const auto why = view.reason.empty() ? "has not been looked at yet" : view.reason + ": " + view.message;
        auto waiting = pass.until_the_world_changes(
            reason::kTenantNotReady, fmt::format("ZPATenant {} is not ready, {}", name.to_string(), why));
        waiting.transient = true;
        waiting.quiet = unjudged;  // created together with its keys, as a chart does: nothing is wrong with it
        throw waiting;
    }
    Remote::Place place{name, pass.key(), *pass.spec().association_type, pass.spec().microtenant_id};
    pass.remote = std::make_unique<Remote>(view.session, std::move(place), pass.tools.metrics, pass.run.stop);
}

void demand_adoption(const Pass& pass) {
    if (tenant::adoption_allowed(*pass.tenant, pass.object.meta.namespace_name)) return;
    throw pass.until_the_world_changes(
        reason::kAdoptionNotAllowed,
        fmt::format("ZPATenant {} lets only objects of its own namespace take over or read existing keys; create the "
                    "object there, or set the tenant's spec.adoption to Allowed",
                    pass.spec().tenant.to_string()));
}

void demand_same_organisation(const Pass& pass, const std::string& customer_id, const std::string& microtenant_id) {
    const auto& remote = *pass.remote;
    if (customer_id == remote.customer_id() && microtenant_id == remote.microtenant_id()) return;
    const auto place = [](const std::string& customer, const std::string& microtenant) {
        return microtenant.empty() ? customer : customer + ", microtenant " + microtenant;
    };
    throw pass.until_the_world_changes(
        reason::kTenantChanged,
        fmt::format("the key belongs to organisation {}, but ZPATenant {} is now organisation {}; point the tenant "
                    "back, or delete this object with the annotation {}=true and create it anew",
                    place(customer_id, microtenant_id), pass.spec().tenant.to_string(),
                    place(remote.customer_id(), remote.microtenant_id()), common::kAbandonAnnotation));
}

}  // namespace provisioning_key
