#include "reconcilers/provisioning_key/wiring.h"

#include <vector>

#include "reconcilers/common/object.h"
#include "reconcilers/provisioning_key/claims.h"
#include "reconcilers/provisioning_key/indexes.h"
#include "reconcilers/secrets/empty_places.h"

namespace provisioning_key {

namespace {

// Whatever waits goes before what was well when last seen.
int priority_of(const ProvisioningKey& object) {
    return object.ready() && !object.meta.deleting() ? queue::kPriorityLow : queue::kPriorityNormal;
}

// Of our own status only what the creation protocol records is news.
bool is_no_news(const ProvisioningKey& before, const ProvisioningKey& after) {
    return common::is_same_wish(before.meta, after.meta) && before.status.identity == after.status.identity &&
           before.status.replaces == after.status.replaces;
}

void remember_debt(const Wiring& wiring, const ProvisioningKey& gone) {
    if (gone.abandoned() || gone.spec->deletion_policy == DeletionPolicy::Retain) return;
    if (auto debt = debt_of(gone, wiring.clock.now())) wiring.debts.add(gone.meta.key(), std::move(*debt));
}

void on_key(const Wiring& wiring, const cache::Change<ProvisioningKey>& change) {
    if (!change.after) {
        remember_debt(wiring, *change.before);
        wiring.secret_memory.forget(change.before->meta.key());
        wiring.recollection.forget(change.before->meta.uid);
        wiring.queue.add(change.before->meta.key());
        return;
    }
    // Made anew under its name between two looks: the one before is gone all the same.
    if (change.before && change.before->meta.uid != change.after->meta.uid) {
        remember_debt(wiring, *change.before);
        wiring.recollection.forget(change.before->meta.uid);
    }
    if (!change.before && !change.after->status.identity.known()) {
        wiring.recollection.arrived(change.after->meta.uid, wiring.clock.now());
    }
    if (change.before && is_no_news(*change.before, *change.after)) return;
    wiring.queue.add(change.after->meta.key(), change.initial ? priority_of(*change.after) : queue::kPriorityNormal);
}

void enqueue_owner(const Wiring& wiring, const secrets::OwnedSecret& secret) {
    if (const auto owner = secret.owner_key()) wiring.queue.add(*owner);
}

void on_secret(const Wiring& wiring, const cache::Change<secrets::OwnedSecret>& change) {
    const auto owner = change.before ? change.before->owner_key() : std::nullopt;
    const auto object = owner ? wiring.keys.get(*owner) : nullptr;
    wiring.secret_memory.observe(change, object && !object->meta.deleting(),
                                 object ? object->status.value_fingerprint : std::string{});
    // The keys' own first list brings them all but those that are gone. What a later list shows changed was missed by
    // the watch, and is news; so is what one shows for the first time to an object that waits for it.
    if (change.initial && !change.before && !secrets::is_empty_place(*change.after)) {
        const auto listed = change.after->owner_key();
        const auto waiting = listed ? wiring.keys.get(*listed) : nullptr;
        if (waiting && !waiting->ready()) wiring.queue.add(*listed);
        return;
    }
    if (change.before) enqueue_owner(wiring, *change.before);
    if (change.after && (!change.before || change.after->owner() != change.before->owner())) {
        enqueue_owner(wiring, *change.after);
    }
}

void on_tenant(const Wiring& wiring, const cache::Change<tenant::ZpaTenant>& change) {
    const auto& tenant = change.after ? change.after : change.before;
    const bool same_spec =
        change.before && change.after && change.before->meta.generation == change.after->meta.generation;
    if (!same_spec) wake_users(wiring.keys, wiring.queue, tenant->meta.key());
}

// A namespace's labels may open or close a tenant of another namespace to it.
void on_namespace(const Wiring& wiring, const cache::Change<tenant::Namespace>& change) {
    if (!change.after || change.initial) return;  // the keys' own first list brings them all
    if (change.before && change.before->meta.labels == change.after->meta.labels) return;
    for (const auto& key : wiring.keys.list()) {
        if (key->meta.namespace_name == change.after->meta.name) wiring.queue.add(key->meta.key());
    }
}

// The first list of a place comes with the tenant's becoming ready, which brings everything. Where the tenant was ready
// before it came, keys have been looked after without it: of what happened to them since then nobody has told.
void on_first_list(const Wiring& wiring, const zpa::TenantIdentity& organisation, zpa::AssociationType type,
                   const zpa::KeyList& list) {
    const auto is_concerned = [&](const ProvisioningKey& object) {
        const auto& identity = object.status.identity;
        return identity.customer_id == organisation.customer_id && identity.association_type == zpa::to_string(type) &&
               wiring.registry.view(object.spec->tenant).ready &&
               may_share_keys(wiring.registry.api_url(object.spec->tenant), organisation.api_url);
    };
    for (const auto& object : wiring.keys.list()) {
        if (is_concerned(*object)) wiring.queue.add(object->meta.key(), queue::kPriorityLow);
    }
    for (const auto& key : list.keys()) {
        for (const auto& object : wiring.keys.by_index(kAbandonedIndex, key.name)) {
            wiring.queue.add(object->meta.key(), queue::kPriorityLow);
        }
    }
}

// Both lists are ordered by id: one walk finds what came, went or changed. Another server may say that it is the same
// organisation, and its lists mean nothing to objects of this one.
void on_listed(const Wiring& wiring, const zpa::TenantIdentity& organisation, zpa::AssociationType type,
               const zpa::KeyList* before, const zpa::KeyList& after) {
    if (before == nullptr) return on_first_list(wiring, organisation, type, after);
    std::vector<std::string> changed;
    const auto enqueue = [&](const char* index, const std::string& value) {
        for (const auto& object : wiring.keys.by_index(index, value)) {
            if (may_share_keys(wiring.registry.api_url(object->spec->tenant), organisation.api_url))
                wiring.queue.add(object->meta.key(), queue::kPriorityLow);
        }
    };
    auto old = before->keys().begin();
    for (const auto& key : after.keys()) {
        while (old != before->keys().end() && old->id < key.id) changed.push_back((old++)->id);
        const bool known = old != before->keys().end() && old->id == key.id;
        if (!known || !(*old == key)) changed.push_back(key.id);
        if (!known) enqueue(kAbandonedIndex, key.name);
        if (known) ++old;
    }
    for (; old != before->keys().end(); ++old) changed.push_back(old->id);
    for (const auto& id : changed) {
        enqueue(kIdentityIndex, identity_index_value(organisation.customer_id, std::string(zpa::to_string(type)), id));
    }
}

}  // namespace

void wake_users(const cache::Store<ProvisioningKey>& keys, queue::WorkQueue& queue, const kube::ObjectKey& tenant) {
    for (const auto& key : keys.by_index(kTenantIndex, tenant.to_string()))
        queue.add(key->meta.key(), priority_of(*key));
}

void wire(const Wiring& wiring) {
    add_indexes(wiring.keys, wiring.secrets);
    wiring.keys.add_handler([wiring](const auto& change) { on_key(wiring, change); });
    wiring.secrets.add_handler([wiring](const auto& change) { on_secret(wiring, change); });
    wiring.tenants.add_handler([wiring](const auto& change) { on_tenant(wiring, change); });
    wiring.namespaces.add_handler([wiring](const auto& change) { on_namespace(wiring, change); });
    wiring.sessions.set_listener(
        [wiring](const zpa::TenantIdentity& organisation, zpa::AssociationType type, const zpa::KeyList* before,
                 const zpa::KeyList& after) { on_listed(wiring, organisation, type, before, after); });
}

}  // namespace provisioning_key
