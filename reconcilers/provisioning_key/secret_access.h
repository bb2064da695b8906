#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controller/base/error.h"
#include "reconcilers/provisioning_key/pass.h"
#include "reconcilers/secrets/owned_secret.h"

namespace provisioning_key {

// What keeping and removing of Secrets (secret_keeper.h, secret_removal.h) have in common.

kube::ObjectKey secret_key(const Pass& pass);  // of the one that the spec names
bool is_ours(const Pass& pass, const secrets::OwnedSecret& secret);
// Under whatever name, as the watch knows them.
std::vector<std::shared_ptr<const secrets::OwnedSecret>> all_of_ours(const Pass& pass);

// The value on record by its fingerprint, whatever entry it is in: that may just have been renamed in the spec.
// Lives as long as `secret`.
std::optional<std::string_view> find_value(const Pass& pass, const secrets::OwnedSecret& secret);

bool is_refusal(const base::Error& error);
// SecretRefused: what the API server says no to in its own right becomes a condition.
Blocked refused(const char* verb, const kube::ObjectKey& secret, const base::Error& refusal, const Pass& pass);

template <typename Call>
auto ask(const Pass& pass, const char* verb, const kube::ObjectKey& secret, Call&& call) {
    try {
        return call();
    } catch (const base::Error& error) {
        if (is_refusal(error)) throw refused(verb, secret, error, pass);
        throw;
    }
}

std::optional<secrets::OwnedSecret> read_live(const Pass& pass, const kube::ObjectKey& key);

// A cache that trails behind another process, or an older list, shows an object with a key that it no longer has: its
// value must not go over the newer one, and our memory may well have it. The Secret tells, since it names its key.
// Throws Error(Conflict).
void demand_present_object(const Pass& pass, const secrets::OwnedSecret& secret);

}  // namespace provisioning_key
