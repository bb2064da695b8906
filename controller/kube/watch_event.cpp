#include "controller/kube/watch_event.h"

#include <utility>

#include "controller/base/error.h"
#include "controller/kube/json_text.h"

namespace kube {
namespace {

WatchEvent::Type type_of(const std::string& text) {
    if (text == "ADDED") return WatchEvent::Type::Added;
    if (text == "MODIFIED") return WatchEvent::Type::Modified;
    if (text == "DELETED") return WatchEvent::Type::Deleted;
    if (text == "BOOKMARK") return WatchEvent::Type::Bookmark;
    if (text == "ERROR") return WatchEvent::Type::Error;
    return WatchEvent::Type::Unknown;
}

}  // namespace

WatchEvent parse_watch_line(std::string_view line) {
    auto parsed = parse_json(line, "watch event");
    const auto type = text_at(parsed, "type");
    if (type.empty() || !value_at(parsed, "object").is_object()) {
        throw base::Error(base::ErrorKind::Protocol, "watch event: type or object is missing");
    }
    return {type_of(type), std::move(parsed["object"])};
}

bool ends_initial_events(const WatchEvent& bookmark) {
    const auto& annotations = value_at(value_at(bookmark.object, "metadata"), "annotations");
    return text_at(annotations, "k8s.io/initial-events-end") == "true";
}

}  // namespace kube
