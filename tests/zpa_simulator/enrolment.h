#pragma once

#include "tests/zpa_simulator/behaviour.h"
#include "tests/zpa_simulator/message.h"
#include "tests/zpa_simulator/state.h"

namespace simulator {

struct EnrolmentResult {
    Reply reply;
    std::string customer;   // whose key it was, "" if nobody's
    std::string component;  // id
    std::string name;
};

// Plays the enrolment host, in a form of our own since ZPA's is not documented: POST /_enrol with JSON
//   {"provisioningKey": the value, "fingerprint"?, "privateIp"?, "publicIp"?, "platform"?, "version"?, "connected"?}
// makes a component and spends a use. 401: no such key (or disabled); 400 nonce.usage.exceeded: used up. The same
// fingerprint with the same key is the same component again.
[[nodiscard]] EnrolmentResult enrol(const Call& call, State& state, const Behaviours& behaviours);

}  // namespace simulator
