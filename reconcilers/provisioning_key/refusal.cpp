#include "reconcilers/provisioning_key/refusal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace provisioning_key {

namespace {

using Kind = base::ErrorKind;

constexpr auto kUnsupportedFor = std::chrono::minutes(10);  // then one key may ask again
constexpr auto kTryAgain = std::chrono::minutes(1);

// No source names the error id (zpa-api.md 4.10); the words are all there is to go by.
bool speaks_of_oauth2(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text.find("oauth2") != std::string::npos || text.find("user code") != std::string::npos;
}

}  // namespace

Blocked explain_refusal(Pass& pass, const base::Error& refusal) {
    const auto& tenant = pass.spec().tenant;
    if (refusal.kind() == Kind::TooManyRequests) {
        return {Blocked::Aspect::Key, reason::kQueued, "waits for its turn under the organisation's limit of calls",
                refusal.retry_after() ? base::Duration(*refusal.retry_after()) : kTryAgain, true, true};
    }
    if (speaks_of_oauth2(refusal.what())) {
        pass.tools.registry.report_unsupported(tenant, {refusal.what(), pass.tools.clock.now() + kUnsupportedFor});
        pass.tools.poke_tenant(tenant);
        return {Blocked::Aspect::Key, reason::kTenantNotReady,
                fmt::format("ZPATenant {} accepts no provisioning keys, see its condition", tenant.to_string()),
                pass.tools.timings.world, false};
    }
    if (refusal.kind() == Kind::Unauthorized || refusal.kind() == Kind::Forbidden) {
        pass.tools.poke_tenant(tenant);
        return {Blocked::Aspect::Key, reason::kTenantNotReady,
                fmt::format("ZPATenant {}: {}", tenant.to_string(), refusal.what()), pass.tools.timings.world, false};
    }
    return {Blocked::Aspect::Key, reason::kCreationRefused,
            fmt::format("ZPA refused to create the key: {}; correct the spec, or what it refers to in ZPA", refusal.what()),
            kTryAgain, false};
}

}  // namespace provisioning_key
