#include "controller/base/file.h"

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "controller/base/error.h"

namespace base {

std::string read_file(const std::string& path, std::size_t max_bytes) {
    const auto refuse = [&](const std::string& problem) -> Error { return {ErrorKind::Config, path + ": " + problem}; };
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) throw refuse("is a directory");
    std::ifstream file(path, std::ios::binary);
    if (!file) throw refuse(std::generic_category().message(errno));
    std::string text;
    std::array<char, 4096> part{};
    while (file && text.size() <= max_bytes) {
        file.read(part.data(), part.size());
        text.append(part.data(), static_cast<std::size_t>(file.gcount()));
    }
    if (file.bad()) throw refuse("cannot be read");
    if (text.size() > max_bytes) throw refuse("larger than " + std::to_string(max_bytes) + " bytes");
    return text;
}

}  // namespace base
