#include "controller/kube/packed_texts.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

#include "controller/base/error.h"

namespace kube {
namespace {

using End = std::uint32_t;

}  // namespace

PackedTexts::PackedTexts(const TextMap& texts) {
    if (texts.empty()) return;
    std::size_t size = texts.size() * sizeof(End);
    for (const auto& [name, text] : texts) size += text.size();
    if (size > std::numeric_limits<End>::max()) throw base::Error(base::ErrorKind::Protocol, "texts of over 4 GiB");
    auto bytes = std::make_unique_for_overwrite<char[]>(size);
    std::vector<base::SharedText> names;
    names.reserve(texts.size());
    auto end = static_cast<End>(texts.size() * sizeof(End));
    for (const auto& [name, text] : texts) {
        std::copy(text.begin(), text.end(), bytes.get() + end);
        end += static_cast<End>(text.size());
        std::memcpy(bytes.get() + names.size() * sizeof(End), &end, sizeof(End));
        names.push_back(name);
    }
    names_ = std::move(names);
    bytes_ = std::move(bytes);
}

PackedTexts::PackedTexts(const PackedTexts& other) : names_(other.names_) {
    if (other.empty()) return;
    const auto all = other.bytes();
    bytes_ = std::make_unique_for_overwrite<char[]>(all.size());
    std::copy(all.begin(), all.end(), bytes_.get());
}

std::string_view PackedTexts::text(std::size_t index) const {
    const auto begin = index == 0 ? size() * sizeof(End) : end_of(index - 1);
    return {bytes_.get() + begin, end_of(index) - begin};
}

std::optional<std::string_view> PackedTexts::find(std::string_view name) const {
    if (empty()) return std::nullopt;
    const auto found = std::lower_bound(names_->begin(), names_->end(), name);
    if (found == names_->end() || *found != name) return std::nullopt;
    return text(static_cast<std::size_t>(found - names_->begin()));
}

bool PackedTexts::operator==(const PackedTexts& other) const {
    if (empty() || other.empty()) return empty() == other.empty();
    return names_ == other.names_ && bytes() == other.bytes();
}

std::size_t PackedTexts::end_of(std::size_t index) const {
    End end = 0;
    std::memcpy(&end, bytes_.get() + index * sizeof(End), sizeof(End));
    return end;
}

std::string_view PackedTexts::bytes() const { return {bytes_.get(), end_of(size() - 1)}; }

}  // namespace kube
