#pragma once

#include <future>
#include <string>

#include "tests/zpa_simulator/tests/harness.h"

namespace simulator {

class FaultTest : public Harness {
public:
    static Fault fault(Fault::Kind kind, const std::string& method = "",
                       const std::string& resource = "provisioningKey") {
        Fault out;
        out.kind = kind;
        out.match.method = method;
        out.match.kind = resource;
        return out;
    }
    std::size_t keys_there() { return zpa.portal.all<Key>(customer).size(); }
    Answer post_key() { return post(keys(), key_body("edge-a")); }
    std::future<Answer> post_key_meanwhile() {
        return std::async(std::launch::async, [this] { return post_key(); });
    }
};

}  // namespace simulator
