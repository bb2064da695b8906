// A plugin's answer is a credential that can be used or an error that repeats nothing of it.
#include "controller/kube/exec_credential.h"

#include <nlohmann/json.hpp>

#include "controller/kube/json_text.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::Input(data, size).rest();
    const std::string version = "client.authentication.k8s.io/v1";
    const auto kind = base::ErrorKind::Config;
    fuzz::error_of(
        [&] {
            const auto credential = kube::parse_exec_credential(text, version);
            fuzz::must(!credential.token.empty() || !credential.certificate_pem.empty(),
                       "a credential signs in with something");
            fuzz::must(credential.certificate_pem.empty() == credential.key_pem.empty(),
                       "certificate and key come together");
            fuzz::must(credential.token.find_first_of("\r\n") == std::string::npos, "a token is one line of a header");
        },
        kind);
    if (fuzz::contains(text, fuzz::canary)) return 0;
    nlohmann::json answer;
    fuzz::error_of([&] { answer = kube::parse_json(text, "answer"); }, base::ErrorKind::Protocol);
    if (!answer.is_object()) return 0;
    for (const auto* field : {"token", "clientKeyData"}) {
        auto planted = answer;
        auto& status = planted["status"];
        if (status.is_object()) status[field] = fuzz::canary;
        fuzz::discreet_error_of([&] { kube::parse_exec_credential(planted.dump(), version); }, kind);
    }
    return 0;
}
