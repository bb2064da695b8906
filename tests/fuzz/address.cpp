// An address of spec.ipAcl has one canonical form, which is an address of the same family and length, and nothing hides
// behind it.
#include <string>

#include "controller/http/ip_address.h"
#include "reconcilers/provisioning_key/ip_address.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(fuzz::Input(data, size).rest());
    if (const auto canonical = provisioning_key::canonical_address(text)) {
        fuzz::must(provisioning_key::canonical_address(*canonical) == canonical, "the canonical form is its own");
        fuzz::must(text.find_first_not_of("0123456789abcdefABCDEF:./") == std::string::npos,
                   "an address has nothing else in it");
        fuzz::must(http::parse_ip(text.substr(0, text.find('/'))).has_value(),
                   "the proxy rules take it for an address, too");
    }
    if (const auto address = http::parse_ip(text)) {
        fuzz::must(address->bits == 32 || address->bits == 128, "an address is of one of two lengths");
        fuzz::must(text.size() < 64, "an address has nothing but an address in it");
    }
    return 0;
}
