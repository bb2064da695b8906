#include "reconcilers/tenant/inspection.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reconcilers/zpa/misfits.h"
#include "reconcilers/zpa/visit.h"

namespace tenant {

namespace {

// What changes seldom, or changes nothing for keys, is read less often than keys are: certificates, and how many
// components there are.
constexpr auto kPollsPerSlowList = 5;
// Where others' microtenants are asked for, a recent yes of the whole organisation tells their refusals from one of the
// token.
constexpr base::Duration kRecentYes = std::chrono::seconds(30);

// Two texts for one microtenant are one demand.
std::vector<Demand> distinct(const zpa::Session& session, const std::vector<Demand>& demands) {
    std::set<Demand> out;
    for (const auto& demand : demands) out.insert({demand.type, session.microtenant(demand.microtenant_id)});
    return {out.begin(), out.end()};
}

// Microtenants share the organisation's limits.
void count(std::vector<Usage>& all, Usage usage) {
    const auto same = std::find_if(
        all.begin(), all.end(), [&](const Usage& known) { return known.association_type == usage.association_type; });
    if (same == all.end()) return all.push_back(std::move(usage));
    same->keys += usage.keys;
    if (usage.components) same->components = same->components.value_or(0) + *usage.components;
}

// One poll. What it has seen becomes a finding only as a whole.
class Inspection {
public:
    Inspection(zpa::Session& session, base::Duration poll_interval, const base::Clock& clock, std::stop_token stop)
        : session_(session),
          poll_interval_(poll_interval),
          seldom_(kPollsPerSlowList * poll_interval),
          clock_(clock),
          stop_(std::move(stop)) {}

    void list_everything(const std::vector<Demand>& demands);
    void conclude(Findings& findings) const;

private:
    struct Refusal {
        Demand demand;
        base::Error error;
    };
    bool is_own(const Demand& demand) const { return demand.microtenant_id == session_.credentials().microtenant_id; }
    void prove_open(bool all_own);
    void list(const Demand& demand);

    zpa::Session& session_;
    const base::Duration poll_interval_;
    const base::Duration seldom_;
    const base::Clock& clock_;
    const std::stop_token stop_;
    std::size_t demands_ = 0;
    std::vector<Usage> usage_;
    std::optional<base::Instant> oldest_;  // when the oldest of the lists was asked for
    bool news_ = false;                    // one of them has just come
    std::vector<Refusal> refusals_;
};

void Inspection::list_everything(const std::vector<Demand>& demands) {
    demands_ = demands.size();
    session_.client().sign_in(stop_);
    std::optional<base::Error> misfit;  // keeps no other list from being read
    const auto note = [&](const base::Error& error) {
        if (!misfit || !zpa::is_lasting_misfit(*misfit)) misfit = error;
    };
    try {
        prove_open(std::all_of(demands.begin(), demands.end(), [this](const Demand& one) { return is_own(one); }));
    } catch (const base::Error& error) {
        if (!zpa::is_misfit(error)) throw;
        note(error);  // answered is open
    }
    for (const auto& demand : demands) {
        try {
            list(demand);
        } catch (const base::Error& error) {
            if (zpa::is_misfit(error)) {
                note(error);
                continue;
            }
            if (!zpa::is_about_place(error)) throw;
            session_.places().refused({demand.type, demand.microtenant_id}, error);
            refusals_.push_back({demand, error});
        }
    }
    if (misfit) throw base::Error(*misfit);
}

// Certificates are the smallest list every tenant has: they prove that the organisation is open to these credentials.
void Inspection::prove_open(bool all_own) {
    const auto oldest = clock_.now() - (all_own ? seldom_ : std::min(seldom_, kRecentYes));
    session_.inventory("")->certificates(oldest, zpa::Urgency::Poll, stop_);
}

void Inspection::list(const Demand& demand) {
    const zpa::Place place{demand.type, demand.microtenant_id};
    const auto inventory = session_.inventory(demand.microtenant_id);
    const auto now = clock_.now();
    session_.places().demand_open(place);
    Usage usage{std::string(zpa::to_string(demand.type)), 0, std::nullopt};
    const auto before = inventory->keys(demand.type);
    const auto keys = inventory->refresh_keys(demand.type, now - poll_interval_, zpa::Urgency::Poll, stop_);
    usage.keys = static_cast<std::int64_t>(keys->keys().size());
    if (zpa::has_group_list(demand.type)) {
        const auto components = inventory->components(demand.type, now - seldom_, zpa::Urgency::Poll, stop_);
        usage.components = static_cast<std::int64_t>(components->size());
    }
    session_.places().answered(place);
    news_ = news_ || !before || before->asked_at() != keys->asked_at();
    oldest_ = std::min(oldest_.value_or(keys->asked_at()), keys->asked_at());
    count(usage_, std::move(usage));
}

// Where nothing at all is open it is the organisation that is closed, unless all that is asked of it are others'
// microtenants.
void Inspection::conclude(Findings& findings) const {
    findings.usage = usage_;
    if (news_) {
        const auto age = std::chrono::duration_cast<base::WallTime::duration>(clock_.now() - *oldest_);
        findings.inventory_time = clock_.wall() - age;
    }
    findings.outcome = Findings::Outcome::Ready;
    for (const auto& [demand, error] : refusals_) {
        const std::string type(zpa::to_string(demand.type));
        if (zpa::is_unlicensed(error)) {
            findings.closed_types.push_back(type);
        } else {
            findings.closed_places.push_back(demand.microtenant_id.empty()
                                                 ? type
                                                 : fmt::format("{} in microtenant {}", type, demand.microtenant_id));
        }
        const bool condemns = zpa::is_unlicensed(error) || is_own(demand);
        if (!condemns || refusals_.size() < demands_) continue;
        findings.outcome = outcome_of(error);
        findings.detail = error.what();
    }
}

}  // namespace

Findings::Outcome outcome_of(const base::Error& error) {
    using Kind = base::ErrorKind;
    if (zpa::is_unlicensed(error)) return Findings::Outcome::NotLicensed;
    if (zpa::is_lasting_misfit(error)) return Findings::Outcome::InventoryIncomplete;
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
    Inspection inspection(session, poll_interval, clock, std::move(stop));
    try {
        zpa::visit(session, [&] {
            inspection.list_everything(distinct(session, demands));
            return true;
        });
        inspection.conclude(findings);
        return std::nullopt;
    } catch (const base::Error& error) {
        findings.outcome = outcome_of(error);
        findings.failed = zpa::is_misfit(error);
        findings.detail = error.what();
        const auto since = session.unreachable_since();
        if (since != base::WallTime{}) findings.unreachable_since = since;
        return error.retry_after();
    }
}

}  // namespace tenant
