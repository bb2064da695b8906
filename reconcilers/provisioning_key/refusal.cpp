#include "reconcilers/provisioning_key/refusal.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

#include "controller/base/ascii.h"
#include "reconcilers/provisioning_key/trouble.h"
#include "reconcilers/zpa/models.h"

namespace provisioning_key {

namespace {

using Kind = base::ErrorKind;

constexpr auto kUnsupportedFor = std::chrono::minutes(10);  // then one key may ask again
constexpr auto kTryAgain = std::chrono::minutes(1);

// ZPA's own reason text: what follows its status and error id, the last time they stand there, since a key's name comes
// before and may read like anything. "" where it is not ZPA that refused.
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

// Without what stands between quotation marks; one that is not closed was cut off, and goes on to the end.
std::string without_quotations(std::string text) {
    for (auto from = text.find('"'); from != std::string::npos; from = text.find('"', from)) {
        const auto to = text.find('"', from + 1);
        text.erase(from, to == std::string::npos ? to : to - from + 1);
    }
    return text;
}

// Could ZPA have these words from the text? It shows texts in forms of its own: shortened, with other blanks.
bool may_lend_the_words(const std::string& text) {
    auto letters = zpa::fold_case(text);
    std::erase_if(letters, [](char c) { return !base::is_alphanumeric(c); });
    return letters.find("oauth2") != std::string::npos || letters.find("usercode") != std::string::npos;
}

// No source names the error id (docs/decisions.md); the words are all there is to go by. ZPA quotes what it was given,
// and a whole tenant is at stake: of an object that holds these words itself nothing is concluded, nor from whatever
// else ZPA quotes, such as the name of a group given by its id.
bool speaks_of_oauth2(const base::Error& refusal, const std::vector<std::string>& texts) {
    return mentions_oauth2(without_quotations(zpa::fold_case(words_of_zpa(refusal)))) &&
           std::none_of(texts.begin(), texts.end(), may_lend_the_words);
}

// Everything that people have chosen and ZPA was given, or knows the key's group and certificate by.
std::vector<std::string> texts_of(const Pass& pass, const zpa::KeyDraft& draft) {
    const auto& spec = pass.spec();
    const auto& status = pass.object.status;
    std::vector<std::string> texts{spec.name, pass.object.meta.name, status.name, status.group.name,
                                   status.enrollment_cert.name};
    zpa::visit_fields(
        [&](const zpa::KeyField&, const auto& given) {
            if constexpr (std::is_convertible_v<decltype(given), std::string>) texts.push_back(given);
        },
        draft);
    if (pass.tenant) texts.push_back(pass.tenant->spec.name_prefix + pass.object.meta.name.str());
    if (spec.group) texts.push_back(spec.group->name);
    if (spec.enrollment_cert) texts.push_back(spec.enrollment_cert->name);
    return texts;
}

bool is_trouble_of_the_world(const base::Error& refusal) {
    switch (refusal.kind()) {
        case Kind::TooManyRequests:
        case Kind::Conflict:
        case Kind::Unavailable:
        case Kind::Timeout: return true;
        default:
            return refusal.http_status() == 0 && refusal.kind() != Kind::Invalid &&
                   refusal.kind() != Kind::Unauthorized;
    }
}

}  // namespace

Blocked explain_refusal(Pass& pass, const zpa::KeyDraft& draft, const base::Error& refusal) {
    const auto& tenant = pass.spec().tenant;
    if (refusal.kind() == Kind::Cancelled || refusal.kind() == Kind::Fenced) {
        return Blocked{.reason = reason::kQueued,
                       .message = "stopped before ZPA was asked",
                       .retry = base::Duration::zero(),
                       .quiet = true,
                       .transient = true};
    }
    if (is_trouble_of_the_world(refusal)) return explain_trouble(refusal, tenant);
    if (speaks_of_oauth2(refusal, texts_of(pass, draft))) {
        pass.tools.registry.report_unsupported(tenant, {refusal.what(), pass.tools.clock.now() + kUnsupportedFor});
        pass.tools.poke_tenant(tenant);
        return Blocked{
            .reason = reason::kTenantNotReady,
            .message = fmt::format("ZPATenant {} accepts no provisioning keys, see its condition", tenant.to_string()),
            .retry = pass.tools.timings.world};
    }
    if (refusal.kind() == Kind::Unauthorized || refusal.kind() == Kind::Forbidden) {
        pass.tools.poke_tenant(tenant);
        return Blocked{.reason = reason::kTenantNotReady,
                       .message = fmt::format("ZPATenant {}: {}", tenant.to_string(), refusal.what()),
                       .retry = pass.tools.timings.world};
    }
    return Blocked{
        .reason = reason::kCreationRefused,
        .message = fmt::format("ZPA refused to create the key: {}; correct the spec, or what it refers to in ZPA",
                               refusal.what()),
        .retry = kTryAgain};
}

}  // namespace provisioning_key
