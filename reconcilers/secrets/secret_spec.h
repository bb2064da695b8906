#pragma once

#include <compare>

#include "controller/base/shared_text.h"
#include "controller/kube/text_map.h"

namespace secrets {

// What an object's spec says of the Secret that its key's value is to be in, but for its name.
struct SecretSpec {
    base::SharedText key = "provisionkey";
    kube::TextMap labels;
    kube::TextMap annotations;
    kube::TextMap entries;  // spec.secret.template
    std::strong_ordering operator<=>(const SecretSpec&) const = default;
};

}  // namespace secrets
