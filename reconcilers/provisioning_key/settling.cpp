#include "reconcilers/provisioning_key/settling.h"

#include <algorithm>

#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/late_keys.h"

namespace provisioning_key {

namespace {

// An object that was restored with its status goes on with its own mark; another operator's (--watch-selector) has
// books of its own.
bool is_nobodys_to_settle(const Tools& tools, const kube::ObjectKey& object, const Debt& debt) {
    const auto now = tools.keys.get(object);
    if (now && now->status.creation && now->status.creation->birth_name == debt.birth_name) return true;
    return tools.ignore_unknown_tenants && !tools.tenants.get(debt.tenant);
}

std::optional<base::Duration> settle(Tools& tools, const kube::ObjectKey& object, const Debt& debt,
                                     const runtime::RunContext& run) {
    const auto view = tools.registry.view(debt.tenant);
    if (!view.session) return tools.timings.world;
    Remote remote(view.session, {debt.tenant, object, debt.type, debt.microtenant_id}, tools.metrics, run.stop);
    const bool same =
        remote.customer_id() == debt.customer_id && remote.microtenant_id() == debt.effective_microtenant_id;
    if (!same) return tools.timings.world;  // until the tenant leads there again
    try {
        const auto settled = debt.since + tools.timings.settle();
        const auto now = tools.clock.now();
        // Until then every pass looks, and one list a few seconds old serves them all.
        const auto not_before = now < settled ? std::max(debt.since, now - tools.timings.fresh) : settled;
        const auto keys = remote.keys_since(not_before, zpa::Urgency::Change);
        for (const auto* late : keys->find_by_name(debt.birth_name)) {
            remove_late_key(remote, *late, debt.birth_name);
        }
        if (keys->asked_at() < settled) return settled - tools.clock.now();
        return std::nullopt;
    } catch (const Blocked& blocked) {
        return blocked.retry.value_or(tools.timings.world);
    } catch (const base::Error& error) {
        // ZPA refuses; the object that may have been made anew under that name has nothing to do with it.
        if (error.kind() == base::ErrorKind::Cancelled || error.kind() == base::ErrorKind::Fenced) throw;
        return tools.timings.world;
    }
}

}  // namespace

std::optional<base::Duration> settle_debts(Tools& tools, const kube::ObjectKey& object,
                                           const runtime::RunContext& run) {
    std::optional<base::Duration> soonest;
    for (const auto& debt : tools.debts.of(object)) {
        const auto again = is_nobodys_to_settle(tools, object, debt) ? std::nullopt : settle(tools, object, debt, run);
        if (!again) tools.debts.settle(object, debt.birth_name);
        if (again && (!soonest || *again < *soonest)) soonest = again;
    }
    return soonest;
}

}  // namespace provisioning_key
