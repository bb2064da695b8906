#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace commands {

// What commands say in words goes through here; no secret this process knows passes.

// What was asked for, on standard output. Throws Error(Unavailable) where it cannot be written.
void print(std::string_view text);
// The same for machines. People look at it too, so what could steer their terminal goes out as \uXXXX, which means the
// same.
void print_json(const nlohmann::json& value);
// What people should know besides, one line on standard error; what it quotes of others is made printable here.
void note(std::string_view line);

}  // namespace commands
