// No secret that is held is left in what was redacted, nothing else of the text is lost, and letting go of a secret
// shows it again.
#include "controller/base/redaction.h"

#include <string>
#include <vector>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    std::vector<std::string> secrets(1 + input.choice(4));
    for (auto& secret : secrets) secret = input.line();
    const std::string text(input.rest());

    base::Redaction redaction;
    std::vector<base::Redaction::Holder> holders;
    for (const auto& secret : secrets) holders.push_back(redaction.add(secret));
    const std::string redacted = redaction.redact(text);
    bool touched = false;
    for (const auto& secret : secrets) {
        if (secret.size() < 8) continue;
        touched = touched || fuzz::contains(text, secret);
        // Two pieces with the mark between them may spell a secret that holds the mark; no real one does.
        const bool like_the_mark =
            fuzz::contains(secret, "[") || fuzz::contains(secret, "]") || fuzz::contains("[redacted]", secret);
        fuzz::must(like_the_mark || !fuzz::contains(redacted, secret), "no secret is left");
    }
    if (!touched) fuzz::must(redacted == text, "a text without secrets stays as it is");
    fuzz::must(redacted.size() <= text.size() + text.size() / 4 + 10, "a text never grows by more than the marks");
    holders.clear();
    fuzz::must(redaction.redact(text) == text, "a secret that nobody holds is none");
    return 0;
}
