#pragma once

#include "reconcilers/provisioning_key/pass.h"

namespace provisioning_key {

// What the object wants of its tenant.
enum class Purpose {
    Work,      // create, adopt, change: the tenant must be ready and allow the object's namespace
    Deletion,  // a withdrawn grant or a failing poll does not stop a deletion; any session will do
};

// Finds the pass's tenant and remote. Throws Blocked: TenantNotFound, NamespaceNotAllowed, TenantNotReady.
void find_tenant(Pass& pass, Purpose purpose);

// Throws Blocked(AdoptionNotAllowed) where the object may not take over or read what exists already.
void demand_adoption(const Pass& pass);

// Throws Blocked(TenantChanged) where a recorded identity belongs to another organisation than the tenant's present
// one: no write then, and no verdict "gone".
void demand_same_organisation(const Pass& pass, const std::string& customer_id, const std::string& microtenant_id);

}  // namespace provisioning_key
