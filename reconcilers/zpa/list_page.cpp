#include "reconcilers/zpa/list_page.h"

#include "controller/base/error.h"
#include "reconcilers/zpa/paths.h"

namespace zpa {

int pages_of(const PageTotals& totals, int page, std::size_t rows) {
    std::int64_t pages = totals.pages;
    if (pages < 0 && totals.count >= 0) pages = totals.count / kPageSize + (totals.count % kPageSize == 0 ? 0 : 1);
    if (pages < 0) pages = page;  // a bare array is the whole list
    if (page == 1 && rows == 0 && totals.count <= 0) pages = 0;
    if (pages > kMaxPages) {
        throw base::Error(base::ErrorKind::Protocol, "the list has more than " + std::to_string(kMaxPages) + " pages");
    }
    return static_cast<int>(pages);
}

}  // namespace zpa
