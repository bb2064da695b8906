#include "controller/runtime/event_object.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "controller/base/redaction.h"
#include "controller/base/rfc3339.h"
#include "controller/base/utf8.h"
#include "controller/kube/resource.h"

namespace runtime {

namespace {

using nlohmann::json;

constexpr std::size_t kNoteBytes = 1024, kWordBytes = 128, kNameBytes = 253;

std::string cut(std::string text, std::size_t limit) {
    base::cut_utf8(text, limit);
    return text;
}

}  // namespace

Occurrence presentable(Occurrence occurrence) {
    if (occurrence.action.empty()) occurrence.action = occurrence.reason;
    occurrence.note = cut(base::redaction().redact(occurrence.note), kNoteBytes);
    occurrence.reason = cut(std::move(occurrence.reason), kWordBytes);
    occurrence.action = cut(std::move(occurrence.action), kWordBytes);
    return occurrence;
}

std::string event_name(const ObjectReference& regarding, std::uint64_t number) {
    const auto suffix = fmt::format(".{:x}", number);
    return regarding.key.name.str().substr(0, kNameBytes - suffix.size()) + suffix;
}

std::string event_namespace(const ObjectReference& regarding) {
    return regarding.key.namespace_name.empty() ? "default" : regarding.key.namespace_name;
}

json event_object(const Occurrence& first, const EventSource& source, const std::string& name, int count,
                  base::WallTime last_observed) {
    const auto& about = first.regarding;
    json regarding = {{"apiVersion", about.api_version}, {"kind", about.kind}, {"name", about.key.name}};
    if (!about.key.namespace_name.empty()) regarding["namespace"] = about.key.namespace_name;
    if (!about.uid.empty()) regarding["uid"] = about.uid;
    if (!about.resource_version.empty()) regarding["resourceVersion"] = about.resource_version;
    json event = {{"apiVersion", kube::events().api_version()},
                  {"kind", kube::events().kind},
                  {"metadata", {{"name", name}, {"namespace", event_namespace(about)}}},
                  {"eventTime", base::format_rfc3339_micro(first.time)},
                  {"reportingController", source.controller},
                  {"reportingInstance", cut(source.instance, kWordBytes)},
                  {"type", first.type == EventType::Warning ? "Warning" : "Normal"},
                  {"reason", first.reason},
                  {"action", first.action},
                  {"note", first.note},
                  {"regarding", std::move(regarding)}};
    if (count > 1) event.update(series_patch(count, last_observed));
    return event;
}

json series_patch(int count, base::WallTime last_observed) {
    return {{"series", {{"count", count}, {"lastObservedTime", base::format_rfc3339_micro(last_observed)}}}};
}

}  // namespace runtime
