// A page of a list is rows with ids within the caps, or an error that repeats nothing of it; one odd row never costs
// the whole page.
#include <nlohmann/json.hpp>

#include "reconcilers/zpa/list_page.h"
#include "tests/fuzz/fuzz.h"

namespace {

using nlohmann::json;
constexpr auto kProtocol = base::ErrorKind::Protocol;

template <typename Row>
void check(const std::string& body, Row (*read)(const json&)) {
    fuzz::error_of(
        [&] {
            for (const int page : {1, 3}) {
                const auto rows = zpa::parse_page<Row>(body, page, read);
                fuzz::must(rows.total_pages >= 0 && rows.total_pages <= zpa::kMaxPages,
                           "a list has a number of pages that can be read");
                fuzz::must(rows.items.size() <= zpa::kMaxRows, "a page has a number of rows that can be kept");
                for (const auto& row : rows.items) {
                    fuzz::must(!row.id.empty() && row.id.size() <= 64, "a row has an id");
                    fuzz::must(row.name.size() <= zpa::kMaxText, "a name has a length");
                }
            }
        },
        kProtocol);
}

// The rows by other means; nullopt where the body is no list of objects.
std::optional<json> rows_of(const std::string& body) {
    const json whole = json::parse(body, nullptr, false);
    if (whole.is_discarded()) return std::nullopt;
    const json* rows = whole.is_object() && whole.contains("list") ? &whole.at("list") : &whole;
    if (!rows->is_array()) return std::nullopt;
    return *rows;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string body(fuzz::Input(data, size).rest());
    check<zpa::Key>(body, &zpa::parse_listed_key);
    check<zpa::Group>(body, &zpa::parse_group);
    check<zpa::EnrollmentCertificate>(body, &zpa::parse_certificate);
    check<zpa::Component>(body, &zpa::parse_component);

    fuzz::error_of(
        [&] {
            auto handed_out = json::array();
            zpa::read_rows(body, [&](const json& row) { handed_out.push_back(row); });
            // A second "list" in one envelope takes the place of the first for a reader of the whole, and is read as
            // well by ours.
            const auto wanted = rows_of(body);
            if (body.find("\"list\"") == body.rfind("\"list\"") && wanted && !fuzz::contains(body, "\\")) {
                fuzz::must(handed_out == *wanted, "the rows are those of the list");
            }
        },
        kProtocol);

    const auto rows = rows_of(body);
    if (!rows) return 0;
    for (const auto& row : *rows) {
        if (!row.is_object() || !row.contains("id") || !row.at("id").is_string()) continue;
        const std::size_t length = row.at("id").get_ref<const std::string&>().size();
        if (length == 0 || length > 64) continue;
        fuzz::must(zpa::parse_listed_key(row).id == row.at("id").get<std::string>(),
                   "a row with an id is read, however odd it is");
    }
    return 0;
}
