#include "reconcilers/provisioning_key/secret_memory.h"

#include "reconcilers/zpa/models.h"

namespace provisioning_key {

namespace {

// A stranger who edits again and again must not fill our memory; a Secret of ours has a handful of entries.
constexpr std::size_t kMostTexts = 64;

}  // namespace

void SecretMemory::observe(const cache::Change<OwnedSecret>& change) {
    if (!change.before || change.before->data.empty()) return;
    if (change.after && change.after->data == change.before->data) return;
    const std::lock_guard lock(mutex_);
    auto& lost = lost_[change.before->meta.key()];
    for (const auto& [name, text] : change.before->data) lost.push_back(text);
    while (lost.size() > kMostTexts) lost.pop_front();
}

std::optional<std::string> SecretMemory::find(const kube::ObjectKey& secret, const std::string& fingerprint) const {
    if (fingerprint.empty()) return std::nullopt;
    const std::lock_guard lock(mutex_);
    const auto found = lost_.find(secret);
    if (found == lost_.end()) return std::nullopt;
    for (const auto& text : found->second) {
        if (zpa::fingerprint(text) == fingerprint) return text;
    }
    return std::nullopt;
}

void SecretMemory::forget(const kube::ObjectKey& secret) {
    const std::lock_guard lock(mutex_);
    lost_.erase(secret);
}

}  // namespace provisioning_key
