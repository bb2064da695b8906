// A page of a list has items and a resource version, or is an error that repeats nothing of it.
#include "controller/kube/list_page.h"

#include <nlohmann/json.hpp>

#include "controller/base/json_tree.h"
#include "controller/kube/json_text.h"
#include "controller/kube/object_meta.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string body(fuzz::Input(data, size).rest());
    const auto kind = base::ErrorKind::Protocol;
    fuzz::error_of(
        [&] {
            const auto list = kube::parse_list(body, kube::secrets());
            fuzz::must(list.at("items").is_array(), "items is a list");
            fuzz::must(!kube::resource_version_of(list).empty(), "a list has a resource version");
            const auto again = kube::parse_list(base::dump_json(list), kube::secrets());
            fuzz::must(again == list, "a list that is written again is the same");
            kube::ListQuery query{kube::secrets(), "", "", "", 500, kube::list_continue_token(list)};
            fuzz::must(kube::list_request(query).target.find_first_of(" \r\n\"") == std::string::npos,
                       "a token cannot leave the query");
            for (const auto& item : list.at("items")) fuzz::error_of([&] { kube::parse_object_meta(item); }, kind);
        },
        kind);
    if (fuzz::contains(body, fuzz::canary)) return 0;
    fuzz::discreet_error_of([&] { kube::parse_list(body + std::string(fuzz::canary), kube::secrets()); }, kind);
    return 0;
}
