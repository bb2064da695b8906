#pragma once

#include <exception>
#include <string>
#include <vector>

#include "tests/zpa_simulator/behaviour.h"
#include "tests/zpa_simulator/message.h"

namespace simulator {

// ZPA's error body. Thrown by whoever refuses a call, turned into the reply in one place.
class Refusal : public std::exception {
public:
    Refusal(int status, std::string id, std::string reason, std::vector<std::string> params = {});

    [[nodiscard]] const char* what() const noexcept override { return reason_.c_str(); }
    [[nodiscard]] Reply reply() const;

    bool with_exception = false;  // the body names the id once more as "exception"
    bool pretty = false;

private:
    int status_;
    std::string id_;
    std::string reason_;
    std::vector<std::string> params_;
};

[[nodiscard]] Refusal not_found(const Behaviour& behaviour, const std::string& what);
[[nodiscard]] Refusal unknown_reference(const std::string& what);  // always 400
[[nodiscard]] Refusal bad_argument(const std::string& field);
[[nodiscard]] Refusal bad_request(const std::string& reason);
[[nodiscard]] Refusal already_exists(const std::string& name);
[[nodiscard]] Refusal referenced(const std::string& kind, const std::string& name);
[[nodiscard]] Refusal managed(const Behaviour& behaviour);
[[nodiscard]] Refusal access_denied(int status = 401, const std::string& reason = "Access denied");
[[nodiscard]] Refusal feature_not_licensed(const std::string& customer, const std::string& feature);
[[nodiscard]] Refusal concurrent_change();
[[nodiscard]] Refusal retryable_server_error();
[[nodiscard]] Refusal too_many_requests();

[[nodiscard]] Reply gateway_unauthorized();        // the other shape: OneAPI's gateway, not ZPA
[[nodiscard]] Reply no_handler(const Call& call);  // 404, not JSON

}  // namespace simulator
