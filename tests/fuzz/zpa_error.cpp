// A refusal of ZPA is a sentence of bounded length without control characters, long words and known secrets; it proves
// that nothing happened only where ZPA itself said so. The first line of an input is the status and Retry-After, the
// rest the body.
#include "reconcilers/zpa/error_body.h"

#include "controller/base/redaction.h"
#include "controller/base/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/reply.h"

namespace {

void check_text(std::string_view text) {
    fuzz::must(base::replace_unprintable(text, ' ') == text, "a sentence is one line that a terminal may show");
    std::size_t word = 0;
    for (const char c : text) {
        word = c == ' ' ? 0 : word + 1;
        // The mark of a cut and the marks of what is gone may stand beside a word.
        fuzz::must(word < 64 + 16, "no word is as long as a token");
    }
    fuzz::must(!fuzz::contains(text, fuzz::canary), "a secret that is known is not in it");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto known = base::redaction().add(fuzz::canary);
    fuzz::Input input(data, size);
    std::string_view head;
    auto reply = fuzz::take_reply(input, &head);
    reply.headers["content-type"] = head;

    const auto body = zpa::read_error_body(reply);
    check_text(body.text);
    fuzz::must(body.text.size() <= 512 && body.id.size() <= 128, "what is quoted has a length");
    if (zpa::is_definite_refusal(reply.status, body)) {
        const bool own_words = body.shape != zpa::BodyShape::Other;
        fuzz::must(reply.status >= 400 && reply.status < 500 && (own_words || reply.status == 429),
                   "only ZPA's own 4xx is definite");
    }
    const auto error = zpa::to_error(reply, body, base::WallTime{});
    fuzz::must(std::string_view(error.what()).size() < 1300, "a sentence has a length that people read");
    fuzz::must(!fuzz::contains(error.what(), fuzz::canary), "a secret that is known is not in it");
    fuzz::must(error.kind() != base::ErrorKind::NotFound || body.shape == zpa::BodyShape::Zpa,
               "only ZPA itself says that a key is gone");
    fuzz::must(error.retry_after().value_or(std::chrono::hours(0)) <= std::chrono::hours(1),
               "a delay is an hour at most");
    check_text(zpa::clean_text(reply.body));
    return 0;
}
