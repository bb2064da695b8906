// A Secret that anybody may have edited is read or refused for its metadata, its bytes are those that base64 says, and
// its owner is of its own namespace. What the watch keeps of it is an empty place only where the whole is one.
#include <nlohmann/json.hpp>

#include "controller/kube/base64.h"
#include "controller/kube/json_text.h"
#include "reconcilers/secrets/empty_places.h"
#include "reconcilers/secrets/owned_secret.h"
#include "reconcilers/zpa/fingerprint.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::Input(data, size).rest();
    fuzz::must(kube::base64_decode(kube::base64_encode(text)) == text, "bytes survive base64");
    if (const auto bytes = kube::base64_decode(text)) {
        fuzz::must(bytes->size() <= text.size() / 4 * 3, "decoding never grows");
    }
    fuzz::error_of(
        [&] {
            const auto object = kube::parse_json(text, "object");
            const auto secret = secrets::parse_owned_secret(object);
            if (const auto owner = secret.owner_key()) {
                fuzz::must(owner->namespace_name == secret.meta.namespace_name, "an owner is of the same namespace");
            }
            const auto watched = secrets::parse_watched_secret(object);
            fuzz::must(secrets::is_empty_place(watched) == secrets::is_empty_place(secret),
                       "what is not kept of a Secret makes it no empty place");
            for (std::size_t i = 0; i < secret.data.size(); ++i) {
                const auto value = secret.data.text(i);
                const auto found = secrets::find_text(secret, zpa::fingerprint(value), "provisionkey");
                fuzz::must(value.empty() ? !found : found == value,
                           "a value is found by its fingerprint, and an empty text is none");
            }
        },
        base::ErrorKind::Protocol);
    return 0;
}
