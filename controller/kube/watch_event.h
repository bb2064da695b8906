#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace kube {

// One line of a watch.
struct WatchEvent {
    enum class Type { Added, Modified, Deleted, Bookmark, Error, Unknown };
    Type type = Type::Unknown;
    nlohmann::json object;  // without managedFields
};

// Throws Error(Protocol) for what is no event; a type that we do not know is Unknown.
WatchEvent parse_watch_line(std::string_view line);

// Whether this bookmark is the one that ends a streaming list's initial events.
bool ends_initial_events(const WatchEvent& bookmark);

}  // namespace kube
