#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "controller/base/error.h"
#include "reconcilers/zpa/client.h"
#include "reconcilers/zpa/json_fields.h"

namespace zpa {

inline constexpr int kMaxPages = 200;
inline constexpr std::size_t kMaxRows = 20'000;  // of one page, whatever was asked for
inline constexpr std::size_t kMaxListBytes = std::size_t{32} << 20;

// How many pages the whole list has, told by its page number `page` with `rows` rows. Throws Error(Protocol) above
// kMaxPages.
int pages_of(const PageTotals& totals, int page, std::size_t rows);

template <typename T>
Page<T> parse_page(const std::string& body, int page, T (*read)(const nlohmann::json&)) {
    Page<T> out;
    const PageTotals totals = read_rows(body, [&](const nlohmann::json& row) {
        if (out.items.size() == kMaxRows) {
            throw base::Error(base::ErrorKind::Protocol, "a page has more than " + std::to_string(kMaxRows) + " rows");
        }
        out.items.push_back(read(row));
    });
    out.total_count = totals.count;
    out.bytes = body.size();
    out.total_pages = pages_of(totals, page, out.items.size());
    return out;
}

}  // namespace zpa
