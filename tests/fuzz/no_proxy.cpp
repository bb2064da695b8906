// NO_PROXY says for every host what a plain reading of its rules says: "*", networks, addresses, names and what is
// under them.
#include "controller/http/no_proxy.h"

#include <algorithm>
#include <string>
#include <vector>

#include "tests/fuzz/fuzz.h"

namespace {

std::string plain(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const std::size_t begin = out.find_first_not_of(" \t\r\n");
    return begin == std::string::npos ? "" : out.substr(begin, out.find_last_not_of(" \t\r\n") - begin + 1);
}

// Names alone: networks and ports have more ways to be written than a second reading of them would be worth.
bool is_name(std::string_view entry) {
    return entry.find_first_of(":/[]*") == std::string_view::npos && !http::parse_ip(entry);
}

bool names(const std::string& entry, const std::string& host) {
    if (entry.empty()) return false;
    if (entry.front() == '.') return host.ends_with(entry);
    return host == entry || host.ends_with("." + entry);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::string_view host = input.line();
    const std::string_view list = input.rest();
    const http::NoProxy no_proxy(list);
    const bool matches = no_proxy.matches(host, 443);
    fuzz::must(!http::NoProxy("").matches(host, 443), "an empty list matches nothing");
    fuzz::must(http::NoProxy(std::string(list) + ",*").matches(host, 443), "* matches everything");
    fuzz::must(http::NoProxy("," + std::string(list) + " ,").matches(host, 443) == matches,
               "empty entries say nothing");

    bool any = false, all_names = true;
    for (std::string_view left = list; !left.empty();) {
        const std::size_t end = std::min(left.find(','), left.size());
        const std::string entry = plain(left.substr(0, end));
        const bool alone = http::NoProxy(entry).matches(host, 443);
        fuzz::must(!alone || matches, "an entry that matches alone matches in a list");
        all_names = all_names && is_name(entry);
        any = any || alone;
        if (is_name(entry) && !http::parse_ip(plain(host))) {
            fuzz::must(alone == names(entry, plain(host)), "a name matches itself and what is under it");
        }
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    fuzz::must(any == matches, "a list matches where one of its entries does");
    return 0;
}
