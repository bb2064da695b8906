#pragma once

#include <string>
#include <string_view>

namespace base {

// Text from outside as code points. Whatever is not UTF-8 (overlong forms and surrogates included) becomes U+FFFD, so
// that who prints or quotes it need not think of it.
std::u32string decode_utf8(std::string_view text);

void append_utf8(std::string& out, char32_t code);

}  // namespace base
