#include "controller/commands/status_text.h"

#include <fmt/format.h>

#include "controller/commands/bar.h"
#include "controller/commands/table.h"
#include "controller/commands/text.h"

namespace commands {

namespace {

constexpr int kCells = 10;
constexpr int kNarrowestName = 12;
constexpr int kNarrowestText = 12;

Colour colour_of(const Standing& standing) {
    if (!standing.ready) return Colour::Bad;
    return standing.message.empty() ? Colour::Good : Colour::Warning;
}

Cell standing_cell(const Standing& standing) { return {printable(standing.reason), colour_of(standing)}; }

// What is well needs no sentence, so there the place is used for what people look for next.
Cell last_cell(const Standing& standing, const std::string& otherwise) {
    return {printable(standing.message.empty() ? otherwise : standing.message)};
}

Cell usage_cell(const KeyStanding& key, bool unicode) {
    if (!key.max) return {""};
    const auto used = key.used.value_or(0);
    const auto colour = used >= *key.max ? Colour::Bad : key.running_low ? Colour::Warning : Colour::None;
    return {fmt::format("{} {}/{}", bar(used, *key.max, kCells, unicode), used, *key.max), colour};
}

std::string organisation(const TenantStanding& tenant) {
    return tenant.customer_id.empty() ? "" : "organisation " + tenant.customer_id;
}

std::pair<std::int64_t, std::int64_t> counts(const TenantStanding& tenant) {
    std::int64_t keys = 0, components = 0;
    for (const auto& usage : tenant.usage) {
        keys += usage.keys;
        components += usage.components.value_or(0);
    }
    return {keys, components};
}

Table table_of(bool namespaces, std::vector<Column> columns) {
    if (namespaces) columns.insert(columns.begin(), {"NAMESPACE", kNarrowestName});
    return Table(std::move(columns));
}

void add_row(Table& table, bool namespaces, const kube::ObjectKey& name, std::vector<Cell> cells) {
    cells.insert(cells.begin(), {printable(name.name)});
    if (namespaces) cells.insert(cells.begin(), {printable(name.namespace_name)});
    table.add(std::move(cells));
}

}  // namespace

std::string to_text(const StatusReport& report, bool namespaces, const Terminal& terminal) {
    auto tenants =
        table_of(namespaces, {{"TENANT", kNarrowestName}, {"STATUS"}, {"KEYS"}, {"COMPONENTS"}, {"", kNarrowestText}});
    for (const auto& tenant : report.tenants) {
        const auto [keys, components] = counts(tenant);
        add_row(tenants, namespaces, tenant.name,
                {standing_cell(tenant.standing),
                 {std::to_string(keys)},
                 {std::to_string(components)},
                 last_cell(tenant.standing, organisation(tenant))});
    }
    auto keys = table_of(namespaces,
                         {{"KEY", kNarrowestName}, {"STATUS"}, {"USED"}, {"GROUP, OR WHAT IS WRONG", kNarrowestText}});
    for (const auto& key : report.keys) {
        add_row(keys, namespaces, key.name,
                {standing_cell(key.standing), usage_cell(key, terminal.unicode), last_cell(key.standing, key.group)});
    }
    std::string out;
    if (!tenants.empty()) out += tenants.text(terminal);
    if (!tenants.empty() && !keys.empty()) out += '\n';
    if (!keys.empty()) out += keys.text(terminal);
    return out;
}

}  // namespace commands
