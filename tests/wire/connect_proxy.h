#pragma once

#include <map>
#include <string>

#include "tests/wire/server.h"

namespace wire {

// An HTTP proxy on loopback: CONNECT makes a tunnel to the port that `route` gives for "host:port"; anything else is
// answered by the proxy itself with "from the proxy".
class ConnectProxy {
public:
    // `credentials` as in "Basic ..." decoded ("user:password"), or "" to ask for none.
    ConnectProxy(std::map<std::string, int> route, std::string credentials);

    int port() const { return server_.port(); }
    const Journal& journal() const { return journal_; }

private:
    void serve(Peer& peer);

    const std::map<std::string, int> route_;
    const std::string authorization_;
    Journal journal_;
    Server server_;
};

}  // namespace wire
