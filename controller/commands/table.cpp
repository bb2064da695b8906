#include "controller/commands/table.h"

#include <algorithm>

#include "controller/commands/text.h"

namespace commands {

namespace {

constexpr int kGap = 2;

const char* code_of(Colour colour) {
    switch (colour) {
        case Colour::Good: return "\033[32m";
        case Colour::Warning: return "\033[33m";
        case Colour::Bad: return "\033[31m";
        case Colour::Faint: return "\033[2m";
        case Colour::None: return "";
    }
    return "";
}

std::string paint(const std::string& text, Colour colour, const Terminal& terminal) {
    if (!terminal.colour || colour == Colour::None || text.empty()) return text;
    return code_of(colour) + text + "\033[0m";
}

std::string line(const std::vector<Cell>& row, const std::vector<int>& widths, const Terminal& terminal) {
    std::string out, gap;
    for (std::size_t at = 0; at < row.size(); ++at) {
        const auto text = fit(row[at].text, widths[at], terminal.unicode);
        if (text.empty()) {  // no blanks at the end of a line
            gap.append(static_cast<std::size_t>(widths[at] + kGap), ' ');
            continue;
        }
        out += gap + paint(text, row[at].colour, terminal);
        gap.assign(static_cast<std::size_t>(widths[at] - display_width(text) + kGap), ' ');
    }
    return out + '\n';
}

}  // namespace

std::vector<int> Table::widths(int available) const {
    std::vector<int> out;
    int total = -kGap;
    for (std::size_t at = 0; at < columns_.size(); ++at) {
        int width = display_width(columns_[at].title);
        for (const auto& row : rows_) width = std::max(width, display_width(row[at].text));
        out.push_back(width);
        total += width + kGap;
    }
    if (available <= 0) return out;
    for (std::size_t at = columns_.size(); at-- > 0 && total > available;) {
        const int least = columns_[at].least;
        if (least == 0 || out[at] <= least) continue;
        const int narrower = std::max(least, out[at] - (total - available));
        total -= out[at] - narrower;
        out[at] = narrower;
    }
    return out;
}

std::string Table::text(const Terminal& terminal) const {
    const auto wide = widths(terminal.width);
    std::vector<Cell> titles;
    for (const auto& column : columns_) titles.push_back({column.title, Colour::Faint});
    auto out = line(titles, wide, terminal);
    for (const auto& row : rows_) out += line(row, wide, terminal);
    return out;
}

}  // namespace commands
