#include "tests/bench/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/bench/progress.h"

namespace bench {

namespace {

std::string number(double value) {
    if (!std::isfinite(value)) return "-";
    const auto size = std::abs(value);
    if (size == std::floor(size) && size < 1e9) return fmt::format("{:.0f}", value);
    return size >= 1000 ? fmt::format("{:.0f}", value)
           : size >= 10 ? fmt::format("{:.1f}", value)
                        : fmt::format("{:.3g}", value);
}

std::string with_unit(double value, const std::string& unit) {
    return number(value) + (unit.empty() ? "" : " " + unit);
}

std::string to_text(const Row& row) {
    const auto* sign = row.budget.bound == Budget::Bound::AtMost ? "<= " : ">= ";
    if (row.budget.of == Budget::Of::Ratio) return sign + number(row.budget.limit) + " x";
    return sign + with_unit(row.budget.limit, row.unit);
}

using Cells = std::array<std::string, 6>;

Cells cells_of(const Row& row) {
    return {row.what,
            with_unit(row.measured, row.unit),
            with_unit(row.reference, row.unit) + ", " + row.against,
            std::isfinite(row.ratio()) ? fmt::format("{:.2f}", row.ratio()) : "-",
            to_text(row),
            row.ok() ? "ok" : "MISSED"};
}

}  // namespace

bool Row::ok() const {
    const auto value = budget.of == Budget::Of::Ratio ? ratio() : measured;
    return budget.bound == Budget::Bound::AtMost ? value <= budget.limit : value >= budget.limit;
}

void Report::add(Row row) {
    const auto cells = cells_of(row);
    say(fmt::format("  {}: {} (budget {}): {}", cells[0], cells[1], cells[4], cells[5]));
    rows_.push_back(std::move(row));
}

bool Report::ok() const {
    return std::all_of(rows_.begin(), rows_.end(), [](const Row& row) { return row.ok(); });
}

void Report::print(std::ostream& out) const {
    std::vector<Cells> lines = {{"what", "measured", "reference", "ratio", "budget", ""}};
    for (const auto& row : rows_) lines.push_back(cells_of(row));
    std::array<std::size_t, 6> widths{};
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string text;
        for (std::size_t column = 0; column < widths.size(); ++column) {
            text += fmt::format("{:<{}}  ", lines[i][column], widths[column]);
        }
        out << text.substr(0, text.find_last_not_of(' ') + 1) << '\n';
        if (i > 0 && !rows_[i - 1].note.empty()) out << "    " << rows_[i - 1].note << '\n';
    }
}

nlohmann::json Report::to_json() const {
    auto rows = nlohmann::json::array();
    for (const auto& row : rows_) {
        rows.push_back({{"name", row.name},
                        {"what", row.what},
                        {"measured", row.measured},
                        {"unit", row.unit},
                        {"reference", row.reference},
                        {"against", row.against},
                        {"ratio", row.ratio()},
                        {"budget", to_text(row)},
                        {"ok", row.ok()},
                        {"note", row.note}});
    }
    return rows;
}

}  // namespace bench
