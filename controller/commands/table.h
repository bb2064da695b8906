#pragma once

#include <string>
#include <vector>

#include "controller/commands/terminal.h"

namespace commands {

enum class Colour { None, Good, Warning, Bad, Faint };

struct Cell {
    std::string text;
    Colour colour = Colour::None;
};

// `least`: how narrow the column may become where the terminal is; 0: it never shrinks.
struct Column {
    std::string title;
    int least = 0;
};

// Rows under titles, padded into columns. Where a terminal is too narrow the columns that may shrink do so, the last
// one first, and what is cut ends in an ellipsis; a stream without a width cuts nothing.
class Table {
public:
    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
    void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }  // one cell a column
    bool empty() const { return rows_.empty(); }
    std::string text(const Terminal& terminal) const;

private:
    std::vector<int> widths(int available) const;

    std::vector<Column> columns_;
    std::vector<std::vector<Cell>> rows_;
};

}  // namespace commands
