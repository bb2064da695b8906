#include "reconcilers/provisioning_key/empty_places.h"

#include <nlohmann/json.hpp>

#include "reconcilers/common/api.h"

namespace provisioning_key {

namespace {

constexpr auto kEmptyPlaceIndex = "empty";

// As it was seen, or not at all: whoever put something into it since keeps it.
void remove_place(const Tools& tools, const OwnedSecret& place, std::stop_token stop) {
    const kube::RemoveOptions only_this{.uid = place.meta.uid, .resource_version = place.meta.resource_version};
    tools.client.remove(kube::secrets(), place.meta.key(), only_this, stop);
}

}  // namespace

void index_empty_places(cache::Store<OwnedSecret>& secrets) {
    secrets.add_index(kEmptyPlaceIndex, [](const OwnedSecret& secret) {
        return is_empty_place(secret) ? std::vector{secret.owner()} : std::vector<std::string>{};
    });
}

bool is_empty_place(const OwnedSecret& secret) { return secret.data.empty() && secret.owner_key(); }

bool has_empty_place(const cache::Store<OwnedSecret>& secrets, const kube::ObjectKey& owner) {
    return !secrets.keys_by_index(kEmptyPlaceIndex, owner.to_string()).empty();
}

void remove_places_of_gone(const Tools& tools, const kube::ObjectKey& owner, std::stop_token stop) {
    const auto places = tools.secrets.by_index(kEmptyPlaceIndex, owner.to_string());
    if (places.empty() || tools.client.get(common::provisioning_keys(), owner, stop)) return;
    for (const auto& place : places) remove_place(tools, *place, stop);
}

void remove_unnamed_places(const Pass& pass) {
    for (const auto& place : pass.tools.secrets.by_index(kEmptyPlaceIndex, pass.key().to_string())) {
        const bool named = place->meta.name == pass.spec().secret.name || place->meta.name == pass.object.status.secret_name;
        if (!named) remove_place(pass.tools, *place, pass.run.stop);
    }
}

}  // namespace provisioning_key
