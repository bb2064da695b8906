#include "reconcilers/tenant/inspection.h"

#include <algorithm>

#include "reconcilers/zpa/visit.h"

namespace tenant {

namespace {

constexpr auto kNotLicensed = "authz.featureflag.permission.denied";
// What changes seldom, or changes nothing for keys, is read less often than keys are: certificates, and how many components there are.
constexpr auto kPollsPerSlowList = 5;
constexpr auto kRetryWithoutHint = std::chrono::seconds(5);

bool not_licensed(const base::Error& error) { return error.reason() == kNotLicensed; }

void list_demand(zpa::Session& session, const Demand& demand, base::Duration poll_interval, const base::Clock& clock,
                 std::stop_token stop, Findings& findings) {
    auto& inventory = session.inventory(demand.microtenant_id);
    const auto now = clock.now();
    Usage usage{std::string(zpa::to_string(demand.type)), 0, std::nullopt};
    const auto keys = inventory.refresh_keys(demand.type, now - poll_interval, zpa::Urgency::Poll, stop);
    usage.keys = static_cast<std::int64_t>(keys->keys().size());
    if (keys->asked_at() >= now) findings.inventory_time = clock.wall();
    if (zpa::has_group_list(demand.type)) {
        const auto components = inventory.components(demand.type, now - kPollsPerSlowList * poll_interval,
                                                     zpa::Urgency::Poll, stop);
        usage.components = static_cast<std::int64_t>(components->size());
    }
    const auto same = std::find_if(findings.usage.begin(), findings.usage.end(), [&](const Usage& known) {
        return known.association_type == usage.association_type;
    });
    if (same == findings.usage.end()) {
        findings.usage.push_back(std::move(usage));
    } else {  // microtenants share the organisation's limits
        same->keys += usage.keys;
        if (usage.components) same->components = same->components.value_or(0) + *usage.components;
    }
}

void list_everything(zpa::Session& session, const std::vector<Demand>& demands, base::Duration poll_interval,
                     const base::Clock& clock, std::stop_token stop, Findings& findings) {
    session.client().sign_in(stop);
    // Certificates are the smallest list every tenant has: they prove that the organisation is open to these credentials.
    session.inventory("").certificates(clock.now() - kPollsPerSlowList * poll_interval, zpa::Urgency::Poll, stop);
    std::string last_refusal;
    for (const auto& demand : demands) {
        try {
            list_demand(session, demand, poll_interval, clock, stop, findings);
        } catch (const base::Error& error) {
            if (!not_licensed(error)) throw;
            findings.closed_types.emplace_back(zpa::to_string(demand.type));
            last_refusal = error.what();
        }
    }
    const bool none_left = !demands.empty() && findings.closed_types.size() == demands.size();
    findings.outcome = none_left ? Findings::Outcome::NotLicensed : Findings::Outcome::Ready;
    findings.detail = last_refusal;
}

}  // namespace

Findings::Outcome outcome_of(const base::Error& error) {
    using Kind = base::ErrorKind;
    if (not_licensed(error)) return Findings::Outcome::NotLicensed;
    switch (error.kind()) {
        case Kind::Unauthorized:
            return error.reason() == "SignIn" ? Findings::Outcome::SignInRefused : Findings::Outcome::NotOpen;
        case Kind::Forbidden:
        case Kind::NotFound: return Findings::Outcome::NotOpen;
        case Kind::Unavailable:
        case Kind::Timeout: return Findings::Outcome::Unreachable;
        case Kind::TooManyRequests:
        case Kind::Cancelled: return Findings::Outcome::Waiting;
        default: return Findings::Outcome::Failed;
    }
}

std::optional<base::Duration> inspect(zpa::Session& session, const std::vector<Demand>& demands,
                                      base::Duration poll_interval, const base::Clock& clock, std::stop_token stop,
                                      Findings& findings) {
    try {
        zpa::visit(session, [&] {
            list_everything(session, demands, poll_interval, clock, stop, findings);
            return true;
        });
        return std::nullopt;
    } catch (const base::Error& error) {
        findings.outcome = outcome_of(error);
        findings.detail = error.what();
        if (findings.outcome == Findings::Outcome::Unreachable) findings.unreachable_since = session.unreachable_since();
        return error.retry_after().value_or(kRetryWithoutHint);
    }
}

}  // namespace tenant
