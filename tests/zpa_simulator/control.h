#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/zpa_simulator/message.h"
#include "tests/zpa_simulator/simulator.h"

namespace simulator {

[[nodiscard]] bool is_control_call(const Call& call);  // /_simulator and below

// The simulator's own API, which needs no token, is not limited, not counted and not in the journal. docs/simulator.md
// describes it. Errors are {"error": sentence} with 400, 404 or 405.
class Control {
public:
    explicit Control(Simulator& simulator);
    [[nodiscard]] Reply answer(const Call& call);

private:
    struct Request {
        const Call& call;
        std::vector<std::string> parts;  // of the path below /_simulator
        Form query;

        [[nodiscard]] nlohmann::json body() const;  // {} when empty
        [[nodiscard]] std::string part(std::size_t index) const { return index < parts.size() ? parts[index] : ""; }
        [[nodiscard]] std::string parameter(const char* name, const std::string& otherwise = "") const;
        [[nodiscard]] std::int64_t number(const char* name, std::int64_t otherwise) const;
    };

    [[nodiscard]] Reply dispatch(const Request& request);
    [[nodiscard]] Reply behaviour(const Request& request);
    [[nodiscard]] Reply clock(const Request& request);
    [[nodiscard]] Reply state(const Request& request);
    [[nodiscard]] Reply tokens(const Request& request);
    [[nodiscard]] Reply reset(const Request& request);
    // control_faults.cpp
    [[nodiscard]] Reply faults(const Request& request);
    [[nodiscard]] Reply release(const Request& request, const std::string& fault);
    [[nodiscard]] Reply held(const Request& request);
    // control_journal.cpp
    [[nodiscard]] Reply counters(const Request& request);
    [[nodiscard]] Reply journal(const Request& request);
    // control_portal.cpp
    [[nodiscard]] Reply clients(const Request& request);
    [[nodiscard]] Reply customers(const Request& request);
    [[nodiscard]] Reply customer(const Request& request);
    [[nodiscard]] Reply objects(const Request& request);

    Simulator& simulator_;
};

struct NoSuchPath : std::out_of_range {
    using std::out_of_range::out_of_range;
};
struct WrongMethod : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

// Key values and client secrets in a dump, replaced by how long they are.
void hide_values(nlohmann::json& dump);

}  // namespace simulator
