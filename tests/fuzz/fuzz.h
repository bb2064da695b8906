#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "controller/base/error.h"

// What every target is written with: docs/fuzzing.md. A target is one function, LLVMFuzzerTestOneInput, which ends the
// process where something that must hold does not; the sanitizers do the same for what they see.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

// Says `rule` on standard error and aborts, unless `holds`.
void must(bool holds, std::string_view rule);

// The input, from which a target takes small choices off the front before it reads the rest as text. So a corpus file
// stays readable.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size);

    std::size_t choice(std::size_t count);  // 0 … count - 1; 0 where nothing is left
    std::string_view line();                // up to the next newline, which is taken too
    std::string_view rest();

private:
    std::string_view left_;
};

// A text that stands for a secret: a target puts it where secrets belong, and it may come out nowhere else.
inline constexpr std::string_view canary = "c4nary-Never-To-Be-Said";

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// Runs `action` and returns the base::Error it throws, which must be of one of `kinds`. Any other exception passes and
// ends the process: callers catch base::Error alone.
template <typename Action, typename... Kinds>
std::optional<base::Error> error_of(Action&& action, Kinds... kinds) {
    try {
        action();
    } catch (const base::Error& error) {
        must(((error.kind() == kinds) || ...), "an error is of a kind that its reader promises");
        return error;
    }
    return std::nullopt;
}

// As error_of(), for an action that was given the canary.
template <typename Action, typename... Kinds>
std::optional<base::Error> discreet_error_of(Action&& action, Kinds... kinds) {
    const auto error = error_of(action, kinds...);
    must(!error || !contains(error->what(), canary), "an error repeats no secret");
    return error;
}

}  // namespace fuzz
