#pragma once

#include "controller/base/environment.h"

namespace commands {

// What one output stream can show.
struct Terminal {
    bool interactive = false;  // people look at it now: progress may redraw its line
    bool unicode = false;
    bool colour = false;
    int width = 0;  // columns; 0: as long as it takes
};

// The locale says whether there is more than ASCII; NO_COLOR, TERM=dumb and a stream that is no terminal mean no
// colour; only a terminal has a width. `columns` is what the terminal itself says, 0 where it does not. Pure.
Terminal describe_terminal(const base::Environment& environment, bool is_terminal, int columns);

// The same for an open file.
Terminal terminal_of(int file, const base::Environment& environment);

}  // namespace commands
