#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace base {

// How a JSON text becomes a tree. The views have to last as long as the reading.
struct JsonRules {
    // The member `name` of every object that is itself a member called `parent`.
    struct Member {
        std::string_view parent;
        std::string_view name;
    };
    // The objects of the array that is the whole text, or of the array that is the member `list` of the whole.
    struct Rows {
        std::string_view list;
        std::function<void(const nlohmann::json& row)> take;
    };

    std::size_t max_depth;                          // of what is built
    std::size_t max_values;                         // of the tree without its rows, and of each row
    std::optional<Member> left_out = std::nullopt;  // read, counted and not built, however deep it is
    std::optional<Rows> rows = std::nullopt;        // handed over one by one and not built into the tree
};

// Takes time in proportion to the text: nlohmann's own filter callback would walk the parent again at the end of every
// child, which takes minutes for what fits into a reply. Throws Error(Protocol) that begins with `what` and quotes
// nothing of the text, and whatever `take` throws.
nlohmann::json read_json(std::string_view text, const std::string& what, const JsonRules& rules);

// Never throws for invalid UTF-8: it is replaced.
std::string dump_json(const nlohmann::json& value);

}  // namespace base
