#include "reconcilers/tenant/inspection.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reconcilers/zpa/visit.h"

namespace tenant {

namespace {

// What changes seldom, or changes nothing for keys, is read less often than keys are: certificates, and how many
// components there are.
constexpr auto kPollsPerSlowList = 5;
// Where others' microtenants are asked for, a recent yes of the whole organisation tells their refusals from one of the
// token.
constexpr base::Duration kRecentYes = std::chrono::seconds(30);

struct Refusal {
    Demand demand;
    base::Error error;
};

// What a poll has seen so far; it becomes a finding only as a whole.
struct Picture {
    std::vector<Usage> usage;
    std::optional<base::Instant> oldest;  // when the oldest of the lists was asked for
    bool news = false;                    // one of them has just come
    std::vector<Refusal> refusals;
};

// Two texts for one microtenant are one demand.
std::vector<Demand> distinct(const zpa::Session& session, const std::vector<Demand>& demands) {
    std::set<Demand> out;
    for (const auto& demand : demands) out.insert({demand.type, session.microtenant(demand.microtenant_id)});
    return {out.begin(), out.end()};
}

bool is_own(const zpa::Session& session, const Demand& demand) {
    return demand.microtenant_id == session.credentials().microtenant_id;
}

// Microtenants share the organisation's limits.
void count(std::vector<Usage>& all, Usage usage) {
    const auto same = std::find_if(
        all.begin(), all.end(), [&](const Usage& known) { return known.association_type == usage.association_type; });
    if (same == all.end()) return all.push_back(std::move(usage));
    same->keys += usage.keys;
    if (usage.components) same->components = same->components.value_or(0) + *usage.components;
}

void list_demand(zpa::Session& session, const Demand& demand, base::Duration poll_interval, const base::Clock& clock,
                 std::stop_token stop, Picture& picture) {
    const zpa::Place place{demand.type, demand.microtenant_id};
    auto& inventory = session.inventory(demand.microtenant_id);
    const auto now = clock.now();
    session.places().demand_open(place);
    Usage usage{std::string(zpa::to_string(demand.type)), 0, std::nullopt};
    const auto before = inventory.keys(demand.type);
    const auto keys = inventory.refresh_keys(demand.type, now - poll_interval, zpa::Urgency::Poll, stop);
    usage.keys = static_cast<std::int64_t>(keys->keys().size());
    if (zpa::has_group_list(demand.type)) {
        const auto components =
            inventory.components(demand.type, now - kPollsPerSlowList * poll_interval, zpa::Urgency::Poll, stop);
        usage.components = static_cast<std::int64_t>(components->size());
    }
    session.places().answered(place);
    picture.news = picture.news || !before || before->asked_at() != keys->asked_at();
    picture.oldest = std::min(picture.oldest.value_or(keys->asked_at()), keys->asked_at());
    count(picture.usage, std::move(usage));
}

// Where nothing at all is open it is the organisation that is closed, unless all that is asked of it are others'
// microtenants.
void conclude(const zpa::Session& session, const Picture& picture, std::size_t demands, const base::Clock& clock,
              Findings& findings) {
    findings.usage = picture.usage;
    if (picture.news) {
        const auto age = std::chrono::duration_cast<base::WallTime::duration>(clock.now() - *picture.oldest);
        findings.inventory_time = clock.wall() - age;
    }
    findings.outcome = Findings::Outcome::Ready;
    for (const auto& [demand, error] : picture.refusals) {
        const std::string type(zpa::to_string(demand.type));
        if (zpa::is_unlicensed(error)) {
            findings.closed_types.push_back(type);
        } else {
            findings.closed_places.push_back(demand.microtenant_id.empty()
                                                 ? type
                                                 : fmt::format("{} in microtenant {}", type, demand.microtenant_id));
        }
        const bool condemns = zpa::is_unlicensed(error) || is_own(session, demand);
        if (!condemns || picture.refusals.size() < demands) continue;
        findings.outcome = outcome_of(error);
        findings.detail = error.what();
    }
}

void list_everything(zpa::Session& session, const std::vector<Demand>& demands, base::Duration poll_interval,
                     const base::Clock& clock, std::stop_token stop, Findings& findings) {
    session.client().sign_in(stop);
    const bool all_own =
        std::all_of(demands.begin(), demands.end(), [&](const Demand& demand) { return is_own(session, demand); });
    const auto seldom = kPollsPerSlowList * poll_interval;
    // Certificates are the smallest list every tenant has: they prove that the organisation is open to these
    // credentials.
    session.inventory("").certificates(clock.now() - (all_own ? seldom : std::min(seldom, kRecentYes)),
                                       zpa::Urgency::Poll, stop);
    Picture picture;
    for (const auto& demand : demands) {
        try {
            list_demand(session, demand, poll_interval, clock, stop, picture);
        } catch (const base::Error& error) {
            if (!zpa::is_about_place(error)) throw;
            session.places().refused({demand.type, demand.microtenant_id}, error);
            picture.refusals.push_back({demand, error});
        }
    }
    conclude(session, picture, demands.size(), clock, findings);
}

}  // namespace

Findings::Outcome outcome_of(const base::Error& error) {
    using Kind = base::ErrorKind;
    if (zpa::is_unlicensed(error)) return Findings::Outcome::NotLicensed;
    switch (error.kind()) {
        case Kind::Unauthorized:
            return error.reason() == "SignIn" ? Findings::Outcome::SignInRefused : Findings::Outcome::NotOpen;
        case Kind::Forbidden:
        case Kind::NotFound: return Findings::Outcome::NotOpen;
        case Kind::Unavailable:
        case Kind::Timeout: return zpa::is_absence(error) ? Findings::Outcome::Unreachable : Findings::Outcome::Failed;
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
            list_everything(session, distinct(session, demands), poll_interval, clock, stop, findings);
            return true;
        });
        return std::nullopt;
    } catch (const base::Error& error) {
        findings.outcome = outcome_of(error);
        findings.detail = error.what();
        const auto since = session.unreachable_since();
        if (since != base::WallTime{}) findings.unreachable_since = since;
        return error.retry_after();
    }
}

}  // namespace tenant
