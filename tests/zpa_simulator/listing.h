#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/zpa_simulator/context.h"
#include "tests/zpa_simulator/search.h"

namespace simulator {

struct Page {
    std::size_t number = 1;  // 1 is the first
    std::size_t size = 20;
};

[[nodiscard]] Page page_of(const Context& context);  // throws Refusal 400

// {"totalPages":"..","totalCount":"..","list":[..]}
[[nodiscard]] Reply envelope(const Context& context, nlohmann::ordered_json list, std::size_t total, const Page& page);

// The text of a scalar member of a rendered object, for search and order.
[[nodiscard]] std::optional<std::string> scalar(const nlohmann::ordered_json& object, std::string_view field);

// Orders texts as numbers where both are whole numbers.
[[nodiscard]] bool comes_before(const std::string& a, const std::string& b);

// Whether a microtenant sees only what is its own, or what Default has too (certificates, version profiles).
enum class Sharing { own, with_default };

// One page of `items` after microtenant, search and order. `read(item, field)` gives a field's plain text,
// `render(item)` what goes on the wire; only the page itself is rendered.
template <class T, class Read, class Render>
Reply listing(const Context& context, std::vector<std::shared_ptr<const T>> items,
              const std::vector<std::string>& fields, Read read, Render render, Sharing sharing = Sharing::own) {
    const auto query = context.call.query();
    const auto scope = context.read_scope();
    if (scope) {
        const auto shared = sharing == Sharing::with_default ? "0" : *scope;
        std::erase_if(items,
                      [&](const auto& item) { return item->microtenant != *scope && item->microtenant != shared; });
    }
    if (const auto text = query.find("search"); text != query.end() && !text->second.empty()) {
        const Search search(text->second, fields, context.behaviour.search_eq_ignores_case);
        std::erase_if(items, [&](const auto& item) {
            return !search.matches([&](std::string_view field) { return read(*item, field); });
        });
    }
    if (const auto by = query.find("sortBy"); by != query.end() && !by->second.empty()) {
        const auto order = query.find("sortOrder");
        const bool down = order != query.end() && order->second == "DESC";
        std::stable_sort(items.begin(), items.end(), [&](const auto& a, const auto& b) {
            const auto left = read(*a, by->second).value_or("");
            const auto right = read(*b, by->second).value_or("");
            return down ? comes_before(right, left) : comes_before(left, right);
        });
    }
    const auto page = page_of(context);
    auto list = nlohmann::ordered_json::array();
    for (auto i = (page.number - 1) * page.size; i < items.size() && list.size() < page.size; ++i) {
        list.push_back(render(*items[i]));
    }
    return envelope(context, std::move(list), items.size(), page);
}

}  // namespace simulator
