// A ZPATenant of any shape is read or refused for its metadata alone, what is read is within its limits, and a status
// survives the way to the API server and back.
#include <nlohmann/json.hpp>

#include "controller/kube/json_text.h"
#include "reconcilers/tenant/types.h"
#include "tests/fuzz/fuzz.h"

namespace {

using nlohmann::json;

void check(const json& object) {
    const auto tenant = tenant::parse_tenant(object);
    const auto& spec = tenant.spec;
    fuzz::must(!tenant.meta.name.empty(), "an object has a name");
    fuzz::must(spec.poll_interval >= std::chrono::seconds(1), "polls have a second between them");
    fuzz::must(spec.reads >= 1 && spec.writes >= 1, "a limit lets something through");
    (void)spec.allowed_namespaces.selector.matches({{"team", "net"}});
    const auto& allowed = kube::value_at(kube::value_at(object, "spec"), "allowedNamespaces");
    if (!kube::value_at(allowed, "names").is_array()) {
        fuzz::must(spec.allowed_namespaces.names.empty(), "what is no list names no namespace");
    }
    const auto written = tenant::to_json(tenant.status);
    const auto again = tenant::parse_tenant({{"metadata", {{"name", "t"}}}, {"status", written}}).status;
    fuzz::must(tenant::to_json(again) == written, "a status survives the way to the server and back");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::Input(data, size).rest();
    fuzz::error_of([&] { check(kube::parse_json(text, "object")); }, base::ErrorKind::Protocol);
    return 0;
}
