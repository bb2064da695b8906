#include "reconcilers/provisioning_key/given_names.h"

#include <algorithm>

#include "controller/base/ascii.h"

namespace provisioning_key {

namespace {

constexpr std::size_t kNonceLength = 10;  // 51 bits
constexpr std::size_t kRetiredNonceLength = 6;
constexpr std::string_view kBorn = ".";
constexpr std::string_view kRetired = ".retired-";

// The mark and a nonce of that length, whatever is before them.
bool ends_in(std::string_view text, std::string_view mark, std::size_t nonce_length) {
    if (text.size() < mark.size() + nonce_length) return false;
    const auto nonce = text.substr(text.size() - nonce_length);
    text.remove_suffix(nonce_length);
    return text.ends_with(mark) && std::all_of(nonce.begin(), nonce.end(), base::is_lower_alphanumeric);
}

// Without its first character, so that a mark and a nonce alone are no name that had them added.
std::string_view named(std::string_view text) { return text.substr(std::min<std::size_t>(1, text.size())); }

}  // namespace

std::string birth_name(const std::string& name, const std::string& nonce) { return name + std::string(kBorn) + nonce; }

bool is_birth_name(const std::string& text, const std::string& name) {
    return text.size() == name.size() + kBorn.size() + kNonceLength && text.starts_with(birth_name(name, ""));
}

std::string new_nonce(base::Random& random) { return random.alphanumeric(kNonceLength); }

std::string retired_name(const std::string& name, base::Random& random) {
    return name + std::string(kRetired) + random.alphanumeric(kRetiredNonceLength);
}

bool is_retired_name(const std::string& text, const std::string& name) {
    return text.starts_with(name) && ends_in(std::string_view(text).substr(name.size()), kRetired, kRetiredNonceLength);
}

bool looks_newborn(std::string_view text) { return ends_in(named(text), kBorn, kNonceLength); }

bool looks_retired(std::string_view text) { return ends_in(named(text), kRetired, kRetiredNonceLength); }

}  // namespace provisioning_key
