#include "controller/commands/survey.h"

#include <fmt/format.h>

#include <optional>

#include "controller/commands/patience.h"

namespace commands {

namespace {

// The API's word for a licence (reason authz.featureflag.permission.denied) and for a role that lacks a right.
bool is_refusal(const base::Error& error) { return error.kind() == base::ErrorKind::Forbidden; }

void add_keys(Survey& out, std::set<std::string>& seen, zpa::AssociationType type, const zpa::KeyList& list,
              const std::string& microtenant_id) {
    for (const auto& key : list.keys()) {
        if (!seen.insert(fmt::format("{}/{}", zpa::to_string(type), key.id)).second) continue;
        out.keys.push_back({type, key.microtenant_id.empty() ? microtenant_id : key.microtenant_id.str(), key});
    }
}

}  // namespace

Survey survey_keys(zpa::Session& session, const std::set<std::string>& microtenants, Progress& progress) {
    Survey out;
    std::set<std::string> seen;
    std::optional<base::Error> refusal;
    bool answered = false;
    const auto begin = base::system_clock().now();
    progress.begin("reading keys from ZPA", zpa::kAssociationTypes.size() * microtenants.size());
    for (const auto type : zpa::kAssociationTypes) {
        for (const auto& microtenant : microtenants) {
            const auto inventory = session.inventory(microtenant);
            try {
                const auto list =
                    patiently(session, [&] { return inventory->refresh_keys(type, begin, zpa::Urgency::Change, {}); });
                add_keys(out, seen, type, *list, inventory->microtenant_id());
                answered = true;
            } catch (const base::Error& error) {
                if (!is_refusal(error)) throw;
                out.refusals.push_back(fmt::format("{} keys are left out: {}", zpa::to_string(type), error.what()));
                refusal = error;
            }
            progress.advance();
        }
    }
    if (!answered && refusal) throw *refusal;
    return out;
}

}  // namespace commands
