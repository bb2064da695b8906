#include "controller/base/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>

namespace base {
namespace {

class SystemRandom final : public Random {
public:
    std::uint64_t next() override {
        std::uint64_t value = 0;
        ssize_t got = 0;
        do {
            got = getrandom(&value, sizeof value, 0);
        } while (got < 0 && errno == EINTR);
        // Reads of up to 256 bytes are whole (getrandom(2)). A kernel without it is one we cannot make names on.
        if (got != static_cast<ssize_t>(sizeof value)) std::abort();
        return value;
    }
};

}  // namespace

std::string Random::alphanumeric(std::size_t length) {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::string text(length, ' ');
    for (char& character : text) character = alphabet[next() % alphabet.size()];
    return text;
}

Random& system_random() {
    static SystemRandom random;
    return random;
}

}  // namespace base
