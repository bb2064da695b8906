#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "controller/kube/config.h"
#include "tests/scenario/harness/wait.h"

namespace scenario {

// Stands between an operator and the API server, over TLS on both sides, and does to its requests what networks and
// servers do. Everything else passes as it comes, watches line by line. Threads: any.
class ApiProxy {
public:
    enum class Action {
        hold_before,  // the request waits here until released; then it goes on, or is dropped and never happens
        hold_after,   // the server has acted, the reply waits
        reply,        // `status`, `headers` and `body` in place of the server
        drop_before,  // the connection closes, the server saw nothing
        drop_after,   // the server acted, the reply is lost
        delay         // `milliseconds`, then it goes on
    };
    struct Rule {
        Action action = Action::reply;
        std::string method{};  // "" is any
        std::string path{};    // an ECMAScript regular expression, found anywhere in the target
        std::string body{};    // found anywhere in the request's body
        int skip = 0;          // so many matching requests pass first
        int count = 0;         // then it meets so many; 0 is all
        int every = 1;         // of those, each so-manieth
        int status = 503;
        std::vector<std::pair<std::string, std::string>> headers{};
        std::string reply_body{};
        int milliseconds = 0;
    };
    enum class Release { pass, drop };

    struct Seen {
        std::string method;
        std::string target;
        int status = 0;  // 0: no reply was sent
        std::chrono::steady_clock::time_point at{};
        bool writes() const { return method != "GET"; }
    };

    // `upstream` says where the API server is and whom to trust; who calls proves itself with its own token.
    ApiProxy(const kube::Config& upstream, const std::string& upstream_ca);
    ~ApiProxy();
    ApiProxy(const ApiProxy&) = delete;
    ApiProxy& operator=(const ApiProxy&) = delete;

    std::string url() const;
    std::string ca() const;
    const std::string& source() const;  // the address it calls from, so that the audit log knows whose calls those are
    // From now on under another authority; open connections are closed.
    void replace_certificate();

    int add(Rule rule);
    void remove(int rule);
    int hits(int rule) const;
    void wait_until_held(int rule) const;  // throws Unmet
    bool is_held_within(int rule, std::chrono::milliseconds patience) const;
    void release(int rule, Release how);
    void remove_all();  // what is held goes on

    void cut_watches();                                  // those that are open now
    void stall_watches(std::chrono::milliseconds span);  // half-open: nothing comes for so long, and nobody says why
    // Watches that begin from now on ask for so much less time; the server itself ends them, as it always does.
    void shorten_watches(int times);
    void close_all();  // every connection
    void go_away();    // as an API server that restarts: connections end, new ones are refused
    void come_back();

    std::vector<Seen> seen() const;
    std::size_t open_watches() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

// A Status as the API server writes it, for Action::reply.
std::string status_body(int code, const std::string& reason, const std::string& message);

}  // namespace scenario
