// A refusal of the API server is a sentence of bounded length without control characters and known secrets, and asks
// for an hour at most. The first line of an input is the status and Retry-After, the rest the body.
#include <nlohmann/json.hpp>

#include "controller/base/redaction.h"
#include "controller/kube/json_text.h"
#include "controller/kube/status_error.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/reply.h"

namespace {

void check(const base::Error& error) {
    const std::string_view sentence = error.what();
    fuzz::must(sentence.size() < 2200, "a sentence has a length that people read");
    for (const char c : sentence)
        fuzz::must(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F, "a sentence is one line");
    fuzz::must(!fuzz::contains(sentence, fuzz::canary), "a secret that is known is not in it");
    const auto delay = error.retry_after();
    fuzz::must(!delay || (*delay >= std::chrono::milliseconds(0) && *delay <= std::chrono::hours(1)),
               "a delay is an hour at most");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto known = base::redaction().add(fuzz::canary);
    fuzz::Input input(data, size);
    const auto response = fuzz::take_reply(input);
    check(kube::status_error(response, base::WallTime{}));
    (void)kube::is_uid_mismatch(response);
    (void)kube::is_failed_test(response);
    (void)kube::is_wrong_type(response);
    if (!kube::is_status(response)) return 0;
    check(kube::status_error(kube::parse_json(response.body, "Status")));
    return 0;
}
