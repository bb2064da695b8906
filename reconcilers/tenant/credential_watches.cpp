#include "reconcilers/tenant/credential_watches.h"

#include <algorithm>
#include <string_view>

#include "controller/kube/base64.h"
#include "reconcilers/common/fields.h"
#include "reconcilers/zpa/credentials.h"

namespace tenant {

namespace {

// Whoever writes the Secret chooses what is blanked in every text of the process: no more than credentials have, and
// nothing that would be refused as one.
bool is_secret(std::string_view entry, std::string_view text) {
    return std::ranges::find(zpa::kSecretEntries, entry) != zpa::kSecretEntries.end() &&
           text.size() <= zpa::kLongestEntry;
}

// As it is used: a text with the newline that files leave behind would be found nowhere.
std::string_view without_newlines(std::string_view text) {
    while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

}  // namespace

CredentialsSecret parse_credentials_secret(const nlohmann::json& object) {
    CredentialsSecret out{kube::parse_object_meta(object), {}, {}};
    for (const auto& [key, encoded] : common::text_map(object, "data")) {
        auto decoded = kube::base64_decode(encoded);
        if (!decoded) continue;
        const auto text = without_newlines(*decoded);
        if (is_secret(key, text)) out.redacted.push_back(base::redaction().add(text));
        out.data.emplace(key, std::move(*decoded));
    }
    return out;
}

struct CredentialWatches::Watch {
    Watch(const Deps& deps, kube::WatchScope scope)
        : informer(deps.connection, {std::move(scope)}, deps.options, parse_credentials_secret, deps.clock, deps.random,
                   deps.log) {}
    cache::Informer<CredentialsSecret> informer;
};

CredentialWatches::CredentialWatches(Deps deps, OnChange on_change)
    : deps_(std::move(deps)), on_change_(std::move(on_change)) {}

CredentialWatches::~CredentialWatches() { stop(); }

void CredentialWatches::use(const kube::ObjectKey& tenant, const kube::ObjectKey& secret) {
    std::shared_ptr<Watch> unneeded;
    {
        const base::MutexLock lock(mutex_);
        const auto known = needs_.find(tenant);
        if (known != needs_.end() && known->second == secret) return;
        // First, since it may fail: what is needed and not watched would be asked for in vain and never started again.
        if (!watches_.contains(secret)) watches_.emplace(secret, start(secret));
        unneeded = release(tenant);
        needs_[tenant] = secret;
    }
    if (unneeded) unneeded->informer.stop();
}

void CredentialWatches::drop(const kube::ObjectKey& tenant) {
    std::shared_ptr<Watch> unneeded;
    {
        const base::MutexLock lock(mutex_);
        unneeded = release(tenant);
    }
    if (unneeded) unneeded->informer.stop();
}

std::optional<std::shared_ptr<const CredentialsSecret>> CredentialWatches::get(const kube::ObjectKey& secret) const {
    std::shared_ptr<Watch> watch;
    {
        const base::MutexLock lock(mutex_);
        const auto found = watches_.find(secret);
        if (found == watches_.end()) return std::nullopt;
        watch = found->second;
    }
    if (!watch->informer.synced()) return std::nullopt;
    return watch->informer.store().get(secret);
}

void CredentialWatches::stop() {
    std::map<kube::ObjectKey, std::shared_ptr<Watch>> watches;
    {
        const base::MutexLock lock(mutex_);
        watches.swap(watches_);
        needs_.clear();
    }
    for (auto& [secret, watch] : watches) watch->informer.stop();
}

std::shared_ptr<CredentialWatches::Watch> CredentialWatches::start(const kube::ObjectKey& secret) {
    kube::WatchScope scope{.resource = kube::secrets(),
                           .namespace_name = secret.namespace_name,
                           .label_selector = "",
                           .field_selector = "metadata.name=" + secret.name.str()};
    auto watch = std::make_shared<Watch>(deps_, std::move(scope));
    const auto tell = [this, secret](const cache::Change<CredentialsSecret>&) {
        for (const auto& tenant : users(secret)) on_change_(tenant);
    };
    watch->informer.store().add_handler(tell);
    watch->informer.start();
    return watch;
}

std::shared_ptr<CredentialWatches::Watch> CredentialWatches::release(const kube::ObjectKey& tenant) {
    const auto known = needs_.find(tenant);
    if (known == needs_.end()) return nullptr;
    const auto secret = known->second;
    needs_.erase(known);
    const bool still_needed =
        std::any_of(needs_.begin(), needs_.end(), [&](const auto& need) { return need.second == secret; });
    if (still_needed) return nullptr;
    auto watch = std::move(watches_[secret]);
    watches_.erase(secret);
    return watch;
}

std::vector<kube::ObjectKey> CredentialWatches::users(const kube::ObjectKey& secret) const {
    const base::MutexLock lock(mutex_);
    std::vector<kube::ObjectKey> out;
    for (const auto& [tenant, needed] : needs_) {
        if (needed == secret) out.push_back(tenant);
    }
    return out;
}

}  // namespace tenant
