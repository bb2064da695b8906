// A key that is read is the same when it is read again from what a PUT would send, the value is never in that, and no
// error has it.
#include <nlohmann/json.hpp>

#include "reconcilers/zpa/json_fields.h"
#include "reconcilers/zpa/key_update.h"
#include "reconcilers/zpa/models.h"
#include "tests/fuzz/fuzz.h"

namespace {

using nlohmann::json;

void check(const json& object) {
    const auto detail = zpa::parse_key_detail(object);
    fuzz::must(!detail.key.id.empty(), "a key has an id");
    fuzz::must(detail.value.empty() == detail.key.value_fingerprint.empty(), "a value has a fingerprint");
    const auto raw = json::parse(detail.raw);
    fuzz::must(!raw.contains("provisioningKey"), "the value is in no PUT");

    auto again = zpa::parse_key(json::parse(zpa::overlay_key(detail.raw, {})));
    again.value_fingerprint = detail.key.value_fingerprint;
    // Texts whose escapes are nested are undone twice at most, so a second reading may undo more.
    zpa::visit_fields(
        [](const zpa::KeyField& field, auto& undone_again, const auto& undone) {
            if (field.text == zpa::KeyField::Text::Escaped) undone_again = undone;
        },
        again, detail.key);
    again.group_name = detail.key.group_name;
    again.enrollment_cert_name = detail.key.enrollment_cert_name;
    fuzz::must(again == detail.key, "a PUT without changes changes nothing");

    zpa::KeyChanges changes;
    changes.name = "edge-a";
    changes.max_usage = 5;
    changes.exportable = false;
    const auto changed = zpa::parse_key(json::parse(zpa::overlay_key(detail.raw, changes)));
    fuzz::must(changed.name == "edge-a" && changed.max_usage == 5 && !changed.exportable && changed.id == detail.key.id,
               "a PUT changes what it is to change");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string body(fuzz::Input(data, size).rest());
    json object;
    const auto kind = base::ErrorKind::Protocol;
    fuzz::error_of([&] { object = zpa::parse_json_object(body); }, kind);
    const std::string undone = zpa::unescape_html(body);
    fuzz::must(undone.size() <= body.size(), "undoing escapes never grows a text");
    if (!object.is_object()) return 0;
    fuzz::error_of([&] { check(object); }, kind);
    if (fuzz::contains(body, fuzz::canary)) return 0;
    object["provisioningKey"] = fuzz::canary;
    fuzz::discreet_error_of([&] { check(object); }, kind);
    return 0;
}
