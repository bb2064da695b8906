#include "controller/kube/base64.h"

#include <cstdint>

namespace kube {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint32_t byte_at(std::string_view bytes, std::size_t index) {
    return index < bytes.size() ? static_cast<unsigned char>(bytes[index]) : 0;
}

}  // namespace

std::string base64_encode(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::uint32_t group = byte_at(bytes, i) << 16 | byte_at(bytes, i + 1) << 8 | byte_at(bytes, i + 2);
        text += kAlphabet[group >> 18];
        text += kAlphabet[group >> 12 & 63];
        text += i + 1 < bytes.size() ? kAlphabet[group >> 6 & 63] : '=';
        text += i + 2 < bytes.size() ? kAlphabet[group & 63] : '=';
    }
    return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t group = 0;
    int digits = 0, padding = 0;
    for (const char character : text) {
        if (character == '\n' || character == '\r') continue;
        if (character == '=') {
            if (++padding > 2 || digits < 2) return std::nullopt;
        } else {
            const auto value = kAlphabet.find(character);
            if (value == std::string_view::npos || padding > 0) return std::nullopt;
            group = group << 6 | static_cast<std::uint32_t>(value);
            ++digits;
        }
        if (digits == 4) {
            bytes += static_cast<char>(group >> 16 & 255);
            bytes += static_cast<char>(group >> 8 & 255);
            bytes += static_cast<char>(group & 255);
            group = 0;
            digits = 0;
        }
    }
    if (digits + padding != 0 && digits + padding != 4) return std::nullopt;
    if (digits == 3) {
        bytes += static_cast<char>(group >> 10 & 255);
        bytes += static_cast<char>(group >> 2 & 255);
    } else if (digits == 2) {
        bytes += static_cast<char>(group >> 4 & 255);
    }
    return bytes;
}

}  // namespace kube
