#include "reconcilers/provisioning_key/secret_keeper.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reconcilers/common/api.h"
#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/external_id.h"
#include "reconcilers/zpa/models.h"

namespace provisioning_key {

using Kind = base::ErrorKind;

namespace {

kube::ObjectKey secret_key(const Pass& pass) { return {pass.object.meta.namespace_name, pass.spec().secret.name}; }

std::optional<OwnedSecret> read_live(Pass& pass, const kube::ObjectKey& key) {
    const auto object = pass.tools.client.get(kube::secrets(), key, pass.run.stop);
    if (!object) return std::nullopt;
    return parse_owned_secret(*object);
}

[[noreturn]] void refuse_stranger(const Pass& pass, const OwnedSecret& secret) {
    const auto whose = secret.owner().empty() ? std::string("is not the operator's")
                                              : "belongs to ProvisioningKey " + secret.owner();
    throw Blocked{Blocked::Aspect::Secret, reason::kSecretConflict,
                  fmt::format("Secret {} exists and {}; it is left alone. Choose another name by spec.secret.name, or remove it",
                              secret_key(pass).to_string(), whose),
                  pass.tools.timings.world};
}

// What the API server says no to in its own right; the rest passes.
template <typename Write>
auto write(const Pass& pass, Write&& call) {
    try {
        return call();
    } catch (const base::Error& error) {
        if (error.kind() != Kind::Forbidden && error.kind() != Kind::Invalid) throw;
        throw Blocked{Blocked::Aspect::Secret, reason::kSecretRefused,
                      fmt::format("Secret {} cannot be written: {}; tried again by itself", secret_key(pass).to_string(),
                                  error.what()),
                      pass.tools.timings.world};
    }
}

std::string external_id(const Pass& pass) {
    const auto& identity = pass.object.status.identity;
    return pass.object.owns_key() ? format_external_id(identity) : "";
}

std::map<std::string, std::string> entries(const Pass& pass, const std::string& value) {
    const auto& status = pass.object.status;
    return secret_entries(pass.spec().secret, value, status.identity.id, status.name);
}

const std::string* proven_value(const Pass& pass, const OwnedSecret& secret) {
    const auto found = secret.data.find(pass.spec().secret.key);
    const auto& fingerprint = pass.object.status.value_fingerprint;
    if (found == secret.data.end() || fingerprint.empty()) return nullptr;
    return zpa::fingerprint(found->second) == fingerprint ? &found->second : nullptr;
}

}  // namespace

OwnedSecret hold_secret_place(Pass& pass) {
    const auto key = secret_key(pass);
    const auto owner = pass.key();
    if (auto live = read_live(pass, key)) {
        if (live->owner() != owner.to_string()) refuse_stranger(pass, *live);
        return *live;
    }
    try {
        const auto made = write(pass, [&] {
            return pass.tools.client.create(kube::secrets(), key.namespace_name, empty_secret(owner, pass.spec().secret),
                                            pass.run.stop);
        });
        return parse_owned_secret(made);
    } catch (const base::Error& error) {
        if (error.kind() != Kind::AlreadyExists) throw;
        const auto live = read_live(pass, key);
        if (!live || live->owner() == owner.to_string()) throw;  // the next run sees what became of it
        refuse_stranger(pass, *live);
    }
}

bool fill_secret(Pass& pass, const OwnedSecret& place, const std::string& value) {
    const auto wanted = entries(pass, value);
    if (is_filled(place, pass.key(), pass.spec().secret, wanted, external_id(pass))) return false;
    for (const auto& [name, text] : wanted) {
        if (text.find(value) != std::string::npos) pass.keep_secret(text);
    }
    const auto object = filled_secret(pass.key(), pass.spec().secret, place.meta, wanted, external_id(pass));
    write(pass, [&] {
        return pass.tools.client.apply(kube::secrets(), secret_key(pass), object,
                                       {.field_manager = common::kFieldManager}, pass.run.stop);
    });
    return true;
}

bool secret_holds_value(Pass& pass) {
    const auto live = read_live(pass, secret_key(pass));
    return live && live->owner() == pass.key().to_string() && proven_value(pass, *live) != nullptr;
}

std::optional<std::string> remembered_value(Pass& pass, const OwnedSecret& secret) {
    if (const auto* value = proven_value(pass, secret)) return *value;
    const auto& fingerprint = pass.object.status.value_fingerprint;
    auto value = pass.tools.secret_memory.find(secret_key(pass), fingerprint);
    const auto& last_name = pass.object.status.secret_name;  // it may just have been renamed in the spec
    if (!value && !last_name.empty() && last_name != pass.spec().secret.name) {
        if (const auto last = read_live(pass, {pass.object.meta.namespace_name, last_name});
            last && last->owner() == pass.key().to_string()) {
            for (const auto& [entry, text] : last->data) {
                if (zpa::fingerprint(text) == fingerprint) return text;
            }
        }
    }
    return value;
}

bool secret_is_whole(const Pass& pass) {
    const auto secret = pass.tools.secrets.get(secret_key(pass));
    if (!secret || secret->owner() != pass.key().to_string()) return false;
    const auto* value = proven_value(pass, *secret);
    return value != nullptr &&
           is_filled(*secret, pass.key(), pass.spec().secret, entries(pass, *value), external_id(pass));
}

void remove_secret(Pass& pass, const std::string& name) {
    const kube::ObjectKey key{pass.object.meta.namespace_name, name};
    const auto live = read_live(pass, key);
    if (!live || live->owner() != pass.key().to_string()) return;
    pass.tools.client.remove(kube::secrets(), key, live->meta.uid, "", pass.run.stop);
    pass.tools.secret_memory.forget(key);
}

}  // namespace provisioning_key
