#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "tests/zpa_simulator/route.h"
#include "tests/zpa_simulator/table.h"

namespace simulator {

// A call as faults see it.
struct Subject {
    const Call& call;
    const Route& route;
    std::string client;  // who signs in, or whose token it is
};

// Which calls a fault is for. An empty member matches anything.
struct Match {
    std::string method;
    std::string path;  // ECMAScript regular expression, found anywhere in the path
    std::string kind;
    std::string operation;
    std::string customer;
    std::string association_type;
    std::string id;
    std::string client;

    [[nodiscard]] bool fits(const Subject& subject) const;
};

// Something that goes wrong on purpose. What happens after the commit happens only to calls that succeeded.
struct Fault {
    enum class Kind {     // each has a row in fault_kinds.cpp
        throttled,        // 429 with retry_after
        unavailable,      // 503, with retry_after unless that is empty
        conflict,         // 409 api.concurrent.access.error
        error,            // 500
        unlicensed,       // 401 authz.featureflag.permission.denied
        unauthorized,     // 401 in the shape of the path, gateway or ZPA
        sign_in_refused,  // the sign-ins alone
        reply,            // `status`, `headers` and `body` as given
        drop,             // the connection closes without a reply
        truncate,         // half the reply, then the connection closes; always after the commit
        duplicate_rows,   // a list shows the first row of its page twice; always after the commit
        slow,             // waits `milliseconds`, then goes on
        hang,             // waits until released
        stale             // reads show the state as it was when the fault was added
    };

    Kind kind = Kind::error;
    Match match;
    bool after_commit = false;
    int skip = 0;        // so many matching calls pass first
    int count = 0;       // then it hits so many; 0 is all
    double seconds = 0;  // by the simulator's clock, from when it was added; 0 is until it is removed
    std::string retry_after = "4s";
    int milliseconds = 0;
    int status = 500;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    bool gets_too = false;  // stale: reads by id as well, not only lists
    bool counted = false;   // duplicate_rows: the total counts such a row twice
    // drop: TLS says first that the connection ends, so that it ends in good order, as that of a server that shuts down
    bool close_notify = false;

    // How the control API calls them.
    template <class Self, class Visit>
    static void members(Self& fault, Visit visit) {
        visit("after_commit", fault.after_commit);
        visit("skip", fault.skip);
        visit("count", fault.count);
        visit("seconds", fault.seconds);
        visit("retry_after", fault.retry_after);
        visit("milliseconds", fault.milliseconds);
        visit("status", fault.status);
        visit("body", fault.body);
        visit("gets_too", fault.gets_too);
        visit("counted", fault.counted);
        visit("close_notify", fault.close_notify);
    }

    // Kept by Faults.
    std::string id;
    int seen = 0;
    int hits = 0;
    Clock::Time added{};
    Moment moment;
};

[[nodiscard]] const char* name_of(Fault::Kind kind);
[[nodiscard]] nlohmann::json to_json(const Fault& fault);
[[nodiscard]] Fault fault_from_json(const nlohmann::json& in);  // throws std::invalid_argument that names the member

}  // namespace simulator
