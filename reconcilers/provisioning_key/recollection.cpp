#include "reconcilers/provisioning_key/recollection.h"

#include <algorithm>

namespace provisioning_key {

namespace {

constexpr auto kCacheCatchesUp = std::chrono::seconds(2);

}  // namespace

base::Instant Recollection::FirstSight::of(const std::string& seen, base::Instant now) {
    if (what != seen) *this = {seen, now};
    return at;
}

void Recollection::outdated(const std::string& uid, std::vector<std::string> resource_versions, base::Instant now) {
    const base::MutexLock lock(mutex_);
    auto& facts = facts_[uid];
    facts.outdated_versions = std::move(resource_versions);
    facts.outdated_at = now;
}

bool Recollection::is_outdated(const std::string& uid, const std::string& resource_version, base::Instant now) const {
    const base::MutexLock lock(mutex_);
    const auto found = facts_.find(uid);
    if (found == facts_.end() || now >= found->second.outdated_at + kCacheCatchesUp) return false;
    const auto& versions = found->second.outdated_versions;
    return std::find(versions.begin(), versions.end(), resource_version) != versions.end();
}

void Recollection::arrived(const std::string& uid, base::Instant when) {
    const base::MutexLock lock(mutex_);
    facts_[uid].arrival = when;
}

base::Instant Recollection::arrival(const std::string& uid) const {
    const base::MutexLock lock(mutex_);
    const auto found = facts_.find(uid);
    return found == facts_.end() ? base::Instant{} : found->second.arrival;
}

base::Instant Recollection::first_look(const std::string& uid, const std::string& nonce, base::Instant now) {
    const base::MutexLock lock(mutex_);
    return facts_[uid].creation.of(nonce, now);
}

void Recollection::refused(const std::string& uid, const std::string& nonce) {
    const base::MutexLock lock(mutex_);
    facts_[uid].refused_nonce = nonce;
}

bool Recollection::was_refused(const std::string& uid, const std::string& nonce) const {
    const base::MutexLock lock(mutex_);
    const auto found = facts_.find(uid);
    return found != facts_.end() && found->second.refused_nonce == nonce;
}

void Recollection::hold_off(const std::string& uid, const std::string& wish, base::Instant until) {
    const base::MutexLock lock(mutex_);
    auto& facts = facts_[uid];
    facts.refused_wish = wish;
    facts.refused_until = until;
}

std::optional<base::Instant> Recollection::held_off_until(const std::string& uid, const std::string& wish) const {
    const base::MutexLock lock(mutex_);
    const auto found = facts_.find(uid);
    if (found == facts_.end() || found->second.refused_wish != wish) return std::nullopt;
    return found->second.refused_until;
}

void Recollection::references_doubted(const std::string& uid, base::Instant when) {
    const base::MutexLock lock(mutex_);
    facts_[uid].references_doubted = when;
}

base::Instant Recollection::references_doubted_at(const std::string& uid) const {
    const base::MutexLock lock(mutex_);
    const auto found = facts_.find(uid);
    return found == facts_.end() ? base::Instant{} : found->second.references_doubted;
}

bool Recollection::late_key_stays(const std::string& uid, const std::string& id, base::Instant until) {
    const base::MutexLock lock(mutex_);
    return facts_[uid].late_keys_left.insert_or_assign(id, until).second;
}

bool Recollection::is_late_key_left(const std::string& uid, const std::string& id, base::Instant now) const {
    const base::MutexLock lock(mutex_);
    const auto found = facts_.find(uid);
    if (found == facts_.end()) return false;
    const auto left = found->second.late_keys_left.find(id);
    return left != found->second.late_keys_left.end() && now < left->second;
}

void Recollection::named(const std::string& uid, base::Instant when) {
    const base::MutexLock lock(mutex_);
    facts_[uid].named_at = when;
}

std::optional<base::Instant> Recollection::named_at(const std::string& uid) const {
    const base::MutexLock lock(mutex_);
    const auto found = facts_.find(uid);
    return found == facts_.end() ? std::nullopt : found->second.named_at;
}

void Recollection::name_settled(const std::string& uid, const std::string& name, bool for_good) {
    const base::MutexLock lock(mutex_);
    auto& facts = facts_[uid];
    facts.settled_name = name;
    if (for_good) facts.named_at.reset();
}

bool Recollection::is_settled(const std::string& uid, const std::string& name) const {
    const base::MutexLock lock(mutex_);
    const auto found = facts_.find(uid);
    return found != facts_.end() && found->second.settled_name == name;
}

base::Instant Recollection::asked(const std::string& uid, const std::string& request, base::Instant now) {
    const base::MutexLock lock(mutex_);
    return facts_[uid].request.of(request, now);
}

void Recollection::forget(const std::string& uid) {
    const base::MutexLock lock(mutex_);
    facts_.erase(uid);
}

}  // namespace provisioning_key
