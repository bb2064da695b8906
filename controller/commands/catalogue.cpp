#include "controller/commands/catalogue.h"

#include "controller/commands/patience.h"

namespace commands {

namespace {

template <typename Read>
auto read_or_nothing(zpa::Session& session, const Read& read) -> std::decay_t<decltype(*read())> {
    try {
        return *patiently(session, read);
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::Forbidden) throw;
        return {};
    }
}

}  // namespace

Catalogue read_catalogue(zpa::Session& session, const Survey& survey, Progress& progress) {
    std::set<zpa::AssociationType> types;
    for (const auto& listed : survey.keys) {
        if (zpa::has_group_list(listed.type)) types.insert(listed.type);
    }
    Catalogue out;
    if (survey.keys.empty()) return out;
    const auto inventory = session.inventory("");
    const auto now = base::system_clock().now();
    progress.begin("reading groups and certificates", types.size() + 1);
    for (const auto type : types) {
        out.groups[type] =
            read_or_nothing(session, [&] { return inventory->groups(type, now, zpa::Urgency::Change, {}); });
        progress.advance();
    }
    out.certificates = read_or_nothing(session, [&] { return inventory->certificates(now, zpa::Urgency::Change, {}); });
    progress.advance();
    return out;
}

}  // namespace commands
