#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "controller/base/clock.h"
#include "controller/kube/config.h"

namespace kube {

// What an exec plugin answered: a token, a certificate with its key, or both.
struct ExecCredential {
    std::string token;
    std::string certificate_pem;
    std::string key_pem;
    std::optional<base::WallTime> expires;
};

// Runs the plugin of config.exec once, without a shell and without a terminal, told by KUBERNETES_EXEC_INFO what is
// asked. Throws Error: Config (cannot run, fails, answers wrongly), Timeout, Cancelled. What it printed on standard
// output is never quoted; of its standard error the first line is.
ExecCredential run_exec_plugin(const Config& config, std::chrono::milliseconds timeout, std::stop_token stop);

// The plugin's answer. apiVersion must be the one that was asked for. Throws Error(Config), quotes nothing.
ExecCredential parse_exec_credential(std::string_view text, const std::string& api_version);

}  // namespace kube
