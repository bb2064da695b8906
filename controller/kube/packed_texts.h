#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "controller/base/shared.h"
#include "controller/kube/text_map.h"

namespace kube {

// A TextMap as it is kept of each of ten thousand objects: the texts one after another in one piece of memory, the list
// of their names held once for all that have the same. Immutable; what is returned lives as long as it does. Names must
// not be secret, texts may be.
class PackedTexts {
public:
    PackedTexts() = default;
    PackedTexts(const TextMap& texts);
    PackedTexts(const PackedTexts& other);
    PackedTexts(PackedTexts&& other) noexcept = default;
    PackedTexts& operator=(const PackedTexts& other) { return *this = PackedTexts(other); }
    PackedTexts& operator=(PackedTexts&& other) noexcept = default;
    ~PackedTexts() = default;

    std::size_t size() const { return bytes_ ? names_->size() : 0; }
    bool empty() const { return size() == 0; }
    std::string_view text(std::size_t index) const;  // in order of the names
    std::optional<std::string_view> find(std::string_view name) const;
    bool operator==(const PackedTexts& other) const;

private:
    std::size_t end_of(std::size_t index) const;
    std::string_view bytes() const;

    base::Shared<std::vector<base::SharedText>> names_;
    std::unique_ptr<char[]> bytes_;  // where each text ends in here, then the texts; none where there is no text
};

}  // namespace kube
