#include <nlohmann/json.hpp>

#include "controller/base/error.h"
#include "controller/base/json_tree.h"
#include "reconcilers/zpa/json_fields.h"

namespace zpa {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxValues = 200'000;  // of one row, or of a body without rows

[[noreturn]] void refuse(const std::string& what) { throw base::Error(base::ErrorKind::Protocol, what); }

}  // namespace

json parse_json_object(const std::string& text) {
    json parsed = base::read_json(text, "the body", {kMaxDepth, kMaxValues});
    if (!parsed.is_object()) refuse("the body is not a JSON object");
    return parsed;
}

PageTotals read_rows(const std::string& body, const std::function<void(const json& row)>& row) {
    const json rest =
        base::read_json(body, "the list",
                        {.max_depth = kMaxDepth, .max_values = kMaxValues, .rows = base::JsonRules::Rows{"list", row}});
    if (!rest.is_structured()) refuse("a JSON object was expected");
    const auto found = rest.is_object() ? rest.find("list") : rest.end();
    const json* list = rest.is_array() ? &rest : found == rest.end() || found->is_null() ? nullptr : &*found;
    if (list != nullptr && (!list->is_array() || !list->empty()))
        refuse("the list holds something that is not an object");
    if (rest.is_array()) return {};
    return {read_integer(rest, "totalPages", -1), read_integer(rest, "totalCount", -1)};
}

}  // namespace zpa
