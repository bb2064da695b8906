#include "reconcilers/secrets/secret_memory.h"

#include <algorithm>
#include <iterator>

#include "reconcilers/zpa/fingerprint.h"

namespace secrets {

namespace {

// A stranger who edits again and again must not fill our memory; a Secret of ours has a handful of entries.
constexpr std::size_t kMostTexts = 64;
constexpr std::size_t kLongest = 4096;  // ten times what a value has

bool holds(const kube::PackedTexts& data, std::string_view text) {
    for (std::size_t i = 0; i < data.size(); ++i) {
        if (data.text(i) == text) return true;
    }
    return false;
}

}  // namespace

void SecretMemory::observe(const cache::Change<OwnedSecret>& change, bool owner_lives, const std::string& on_record) {
    const auto owner = change.before ? change.before->owner_key() : std::nullopt;
    if (!owner) return;
    if (!owner_lives) return forget(*owner);
    // Whoever takes our annotation away may change the texts next, and then nobody would know whose they were.
    const bool kept = change.after && change.after->owner() == change.before->owner();
    if (kept && change.after->data == change.before->data) return;
    const base::MutexLock lock(mutex_);
    auto& lost = lost_[*owner];
    const auto& before = change.before->data;
    for (std::size_t i = 0; i < before.size(); ++i) {
        const auto text = before.text(i);
        if (text.empty() || text.size() > kLongest || (kept && holds(change.after->data, text))) continue;
        std::erase(lost, text);
        lost.emplace_back(text);
    }
    // Whoever edits the Secret to and fro must not push out the one text that all this is for.
    const auto precious = [&](const std::string& text) {
        return !on_record.empty() && zpa::fingerprint(text) == on_record;
    };
    while (lost.size() > kMostTexts) lost.erase(precious(lost.front()) ? std::next(lost.begin()) : lost.begin());
    if (lost.empty()) lost_.erase(*owner);
}

std::optional<std::string> SecretMemory::find(const kube::ObjectKey& owner, const std::string& fingerprint) const {
    if (fingerprint.empty()) return std::nullopt;
    const base::MutexLock lock(mutex_);
    const auto found = lost_.find(owner);
    if (found == lost_.end()) return std::nullopt;
    for (const auto& text : found->second) {
        if (zpa::fingerprint(text) == fingerprint) return text;
    }
    return std::nullopt;
}

void SecretMemory::forget(const kube::ObjectKey& owner) {
    const base::MutexLock lock(mutex_);
    lost_.erase(owner);
}

}  // namespace secrets
