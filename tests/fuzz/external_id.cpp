// An external-id annotation is an identity that is the same when it is written again, or none.
#include "reconcilers/provisioning_key/external_id.h"

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(fuzz::Input(data, size).rest());
    const auto identity = provisioning_key::parse_external_id(text);
    if (!identity) return 0;
    fuzz::must(text.size() <= 200 && identity->known(), "an identity has an id");
    fuzz::must(identity->id.find_first_not_of("0123456789") == std::string::npos, "an id is digits");
    fuzz::must(identity->microtenant_id != "0", "the Default microtenant has one name");
    fuzz::must(identity->creation_time >= 0, "nothing was made before 1970");
    const auto written = provisioning_key::format_external_id(*identity);
    fuzz::must(provisioning_key::parse_external_id(written) == identity,
               "an identity that is written again is the same");
    return 0;
}
