#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/scenario/harness/zpa.h"

namespace scenario {

// An HTTP proxy, as HTTPS_PROXY or a tenant's spec.proxy name one: whatever host it is asked for, its tunnels lead to
// `zpa`. It calls from an address of its own, so that the simulator's journal knows whose calls those are. Its gate can
// be shut. Threads: any.
class ZpaProxy {
public:
    explicit ZpaProxy(const Zpa& zpa);
    ~ZpaProxy();
    ZpaProxy(const ZpaProxy&) = delete;
    ZpaProxy& operator=(const ZpaProxy&) = delete;

    std::string url() const;
    const std::string& source() const;       // simulator::Entry::source of what came through here
    std::vector<std::string> asked() const;  // "host:port" of every CONNECT

    // From now on no CONNECT is answered and no byte goes on towards ZPA, until the gate is opened.
    void shut_gate();
    void open_gate();
    void wait_for_connect_at_gate() const;  // throws Unmet

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace scenario
