#pragma once

#include <compare>
#include <functional>
#include <string>

#include "controller/base/shared_text.h"

namespace kube {

// Which object, within one kind. namespace_name is "" for cluster-scoped kinds.
struct ObjectKey {
    base::SharedText namespace_name;
    base::SharedText name;

    auto operator<=>(const ObjectKey&) const = default;
    std::string to_string() const {
        return namespace_name.empty() ? name.str() : namespace_name.str() + "/" + name.str();
    }
};

}  // namespace kube

template <>
struct std::hash<kube::ObjectKey> {
    std::size_t operator()(const kube::ObjectKey& key) const noexcept {
        return std::hash<std::string>{}(key.name) * 31 + std::hash<std::string>{}(key.namespace_name);
    }
};
