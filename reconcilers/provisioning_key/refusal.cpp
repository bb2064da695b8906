#include "reconcilers/provisioning_key/refusal.h"

#include <fmt/format.h>

#include "reconcilers/zpa/models.h"

namespace provisioning_key {

namespace {

using Kind = base::ErrorKind;

constexpr auto kUnsupportedFor = std::chrono::minutes(10);  // then one key may ask again
constexpr auto kTryAgain = std::chrono::minutes(1);

// ZPA's own reason text: what follows its status and error id, the last time they stand there, since a key's name comes before and may
// read like anything. "" where it is not ZPA that refused.
std::string words_of_zpa(const base::Error& refusal) {
    const bool by_zpa = (refusal.http_status() == 400 || refusal.http_status() == 403) && !refusal.reason().empty();
    if (!by_zpa) return "";
    const std::string text = refusal.what();
    const auto marker = fmt::format("{} {}: ", refusal.http_status(), refusal.reason());
    const auto at = text.rfind(marker);
    return at == std::string::npos ? "" : text.substr(at + marker.size());
}

bool mentions_oauth2(const std::string& text) {
    return text.find("oauth2") != std::string::npos || text.find("user code") != std::string::npos;
}

// No source names the error id (zpa-api.md 4.10); the words are all there is to go by. ZPA quotes the names it was given, so those that
// hold these words themselves are left out.
bool speaks_of_oauth2(const base::Error& refusal, const std::vector<std::string>& names) {
    auto words = zpa::fold_case(words_of_zpa(refusal));
    for (const auto& name : names) {
        const auto quoted = zpa::fold_case(name);
        if (!mentions_oauth2(quoted)) continue;
        for (auto at = words.find(quoted); at != std::string::npos; at = words.find(quoted)) words.erase(at, quoted.size());
    }
    return mentions_oauth2(words);
}

std::vector<std::string> names_of(const Pass& pass) {
    const auto& spec = pass.spec();
    std::vector<std::string> names{spec.name, pass.tenant ? pass.tenant->spec.name_prefix + pass.object.meta.name : "",
                                   pass.object.meta.name};
    if (spec.group) names.push_back(spec.group->name);
    return names;
}

bool is_trouble_of_the_world(const base::Error& refusal) {
    switch (refusal.kind()) {
        case Kind::TooManyRequests:
        case Kind::Conflict:
        case Kind::Unavailable:
        case Kind::Timeout: return true;
        default: return refusal.http_status() == 0 && refusal.kind() != Kind::Invalid && refusal.kind() != Kind::Unauthorized;
    }
}

}  // namespace

Blocked explain_refusal(Pass& pass, const base::Error& refusal) {
    const auto& tenant = pass.spec().tenant;
    if (refusal.kind() == Kind::Cancelled || refusal.kind() == Kind::Fenced) {
        return {Blocked::Aspect::Key, reason::kQueued, "stopped before ZPA was asked", base::Duration::zero(), true, true};
    }
    if (is_trouble_of_the_world(refusal)) return explain_trouble(refusal, tenant);
    if (speaks_of_oauth2(refusal, names_of(pass))) {
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
