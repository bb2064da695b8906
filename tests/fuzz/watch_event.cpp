// A line of a watch is an event or an error that repeats nothing of it; managedFields are gone and all else is as it
// was sent.
#include <nlohmann/json.hpp>

#include "controller/kube/json_text.h"
#include "controller/kube/object_meta.h"
#include "controller/kube/status_error.h"
#include "controller/kube/watch_event.h"
#include "tests/fuzz/fuzz.h"

namespace {

using nlohmann::json;

// The same by other means: the whole tree is built, and then cut.
void cut_managed_fields(json& value, const std::string& name) {
    if (value.is_object() && name == "metadata") value.erase("managedFields");
    if (value.is_object()) {
        for (auto& [key, item] : value.items()) cut_managed_fields(item, key);
    } else if (value.is_array()) {
        for (auto& item : value) cut_managed_fields(item, "");
    }
}

void check(const kube::WatchEvent& event, std::string_view line) {
    fuzz::must(event.object.is_object(), "an event has an object");
    json whole = json::parse(line);
    cut_managed_fields(whole, "");
    fuzz::must(whole["object"] == event.object, "an object is as it was sent, without managedFields");
    (void)kube::ends_initial_events(event);
    fuzz::must(kube::resource_version_of(event.object).size() <= line.size(), "a resource version is of this line");
    if (event.type == kube::WatchEvent::Type::Error) {
        fuzz::must(std::string_view(kube::status_error(event.object).what()).size() < 4096,
                   "an error has a length that people read");
    }
    const auto meta = kube::parse_object_meta(event.object);
    fuzz::must(!meta.name.empty(), "an object has a name");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view line = fuzz::Input(data, size).rest();
    const auto error = fuzz::error_of([&] { check(kube::parse_watch_line(line), line); }, base::ErrorKind::Protocol);
    if (!error || fuzz::contains(line, fuzz::canary)) return 0;
    const std::string broken = std::string(line) + std::string(fuzz::canary);
    fuzz::discreet_error_of([&] { kube::parse_watch_line(broken); }, base::ErrorKind::Protocol);
    return 0;
}
