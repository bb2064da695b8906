#include "reconcilers/provisioning_key/recollection.h"

namespace provisioning_key {

base::Instant Recollection::first_look(const std::string& uid, const std::string& nonce, base::Instant now) {
    const std::lock_guard lock(mutex_);
    auto& facts = facts_[uid];
    if (facts.nonce != nonce) {
        facts.nonce = nonce;
        facts.first_look = now;
    }
    return facts.first_look;
}

void Recollection::refused(const std::string& uid, const std::string& nonce) {
    const std::lock_guard lock(mutex_);
    facts_[uid].refused_nonce = nonce;
}

bool Recollection::was_refused(const std::string& uid, const std::string& nonce) const {
    const std::lock_guard lock(mutex_);
    const auto found = facts_.find(uid);
    return found != facts_.end() && found->second.refused_nonce == nonce;
}

void Recollection::named(const std::string& uid, base::Instant when) {
    const std::lock_guard lock(mutex_);
    facts_[uid].named_at = when;
}

std::optional<base::Instant> Recollection::named_at(const std::string& uid) const {
    const std::lock_guard lock(mutex_);
    const auto found = facts_.find(uid);
    return found == facts_.end() ? std::nullopt : found->second.named_at;
}

void Recollection::name_settled(const std::string& uid) { forget(uid); }

void Recollection::forget(const std::string& uid) {
    const std::lock_guard lock(mutex_);
    facts_.erase(uid);
}

}  // namespace provisioning_key
