#pragma once

#include <string>
#include <string_view>

namespace commands {

// Text from ZPA or the cluster as it may stand in a line on a terminal: breaks become spaces, and control characters
// (which could move the cursor, or lie about what stands where) question marks.
std::string printable(std::string_view text);

// Columns that it takes: East Asian wide characters take two, combining marks none.
int display_width(std::string_view text);

// At most `width` columns; what is cut ends in an ellipsis.
std::string fit(std::string_view text, int width, bool unicode);

}  // namespace commands
