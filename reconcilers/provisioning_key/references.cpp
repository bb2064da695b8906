#include "reconcilers/provisioning_key/references.h"

#include <fmt/format.h>

#include <algorithm>

#include "reconcilers/provisioning_key/blocked.h"
#include "reconcilers/provisioning_key/naming.h"

namespace provisioning_key {

namespace {

constexpr auto kStale = std::chrono::minutes(10);  // groups and certificates change seldom

struct Words {
    const char* what;
    const char* not_found;
    const char* ambiguous;
};

template <typename Item>
std::vector<const Item*> named(const std::vector<Item>& items, const std::string& name) {
    std::vector<const Item*> out;
    const auto folded = zpa::fold_case(name);
    for (const auto& item : items) {
        if (zpa::fold_case(item.name) == folded) out.push_back(&item);
    }
    return out;
}

// `list(not_before)` gives the items; the first answer may be some minutes old, the second is not: only that one may
// say no.
template <typename List>
std::string find_by_name(Pass& pass, const std::string& name, const Words& words, List&& list) {
    const auto doubted = pass.tools.recollection.references_doubted_at(pass.object.meta.uid);
    const auto usual = std::max<base::Instant>(pass.tools.clock.now() - kStale, doubted);
    if (const auto seldom = list(pass.no_older_than(usual)); named(*seldom, name).size() == 1)
        return named(*seldom, name).front()->id;
    const auto items = list(proof_of_names(pass));  // what came before the object is not missed
    const auto matches = named(*items, name);
    if (matches.size() == 1) return matches.front()->id;
    if (matches.empty()) {
        throw pass.until_next_poll(
            words.not_found,
            fmt::format("ZPA has no {} named \"{}\"; create it or correct the spec", words.what, name));
    }
    throw pass.until_next_poll(
        words.ambiguous, fmt::format("ZPA has {} {}s named \"{}\" (ids {} and {} among them); give the id instead",
                                     matches.size(), words.what, name, matches[0]->id, matches[1]->id));
}

}  // namespace

std::string resolve_group(Pass& pass, const Reference& group) {
    if (!group.id.empty()) return group.id;
    const Words words{
        pass.remote->type() == zpa::AssociationType::ServiceEdgeGroup ? "Service Edge group" : "App Connector group",
        reason::kGroupNotFound, reason::kGroupAmbiguous};
    return find_by_name(pass, group.name, words, [&](base::Instant since) { return pass.remote->groups(since); });
}

std::string resolve_certificate(Pass& pass) {
    const auto& spec = pass.spec().enrollment_cert;
    if (spec && !spec->id.empty()) return spec->id;
    const auto name = spec ? spec->name.str() : std::string(zpa::default_certificate_name(pass.remote->type()));
    const Words words{"enrollment certificate", reason::kCertificateNotFound, reason::kCertificateAmbiguous};
    return find_by_name(pass, name, words, [&](base::Instant since) { return pass.remote->certificates(since); });
}

}  // namespace provisioning_key
