#include "tests/zpa_simulator/listing.h"

#include "tests/zpa_simulator/errors.h"

namespace simulator {

namespace {

constexpr std::int64_t largest_page = 500;
constexpr std::int64_t last_page = 1'000'000;

std::int64_t positive(const Form& query, const char* name, std::int64_t otherwise) {
    const auto found = query.find(name);
    if (found == query.end() || found->second.empty()) return otherwise;
    const auto number = parse_int(found->second);
    if (!number || *number < 1) throw bad_argument(name);
    return *number;
}

}  // namespace

Page page_of(const Context& context) {
    const auto query = context.call.query();
    const auto size = positive(query, "pagesize", 20);
    if (size > largest_page && context.behaviour.big_page_refused) throw bad_argument("pagesize");
    return {static_cast<std::size_t>(std::min(positive(query, "page", 1), last_page)),
            static_cast<std::size_t>(std::min(size, largest_page))};
}

Reply envelope(const Context& context, nlohmann::ordered_json list, std::size_t total, const Page& page) {
    nlohmann::ordered_json out;
    out["totalPages"] = std::to_string((total + page.size - 1) / page.size);
    out["totalCount"] = std::to_string(total);
    if (!list.empty() || context.behaviour.empty_list_has_list) out["list"] = std::move(list);
    return json_reply(200, out.dump());
}

std::optional<std::string> scalar(const nlohmann::ordered_json& object, std::string_view field) {
    const auto found = object.find(std::string(field));
    if (found == object.end() || found->is_structured()) return std::nullopt;
    return found->is_string() ? found->get<std::string>() : found->dump();
}

bool comes_before(const std::string& a, const std::string& b) {
    const auto left = parse_int(a);
    const auto right = parse_int(b);
    return left && right ? *left < *right : a < b;
}

}  // namespace simulator
