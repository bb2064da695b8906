#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/zpa_simulator/server.h"
#include "tests/zpa_simulator/simulator.h"

namespace simulator {

struct Answer {
    int status = 0;                              // 0: the connection ended without a reply
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
    bool complete = false;
    bool cut = false;  // TLS had not said that the connection ends

    [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(body); }
};

struct Ask {
    std::string method = "GET";
    std::string target;
    std::string body;
    std::map<std::string, std::string> headers;
};

// One call over a connection of its own, plain or (with `ca`) TLS verified against `host`.
[[nodiscard]] Answer call(std::uint16_t port, const Ask& ask, const std::string& ca = "",
                          const std::string& host = "127.0.0.1", const std::string& source = "127.0.0.1");

// A call whose caller goes away without waiting for the reply: sent when it is made (an empty target: only connected),
// cut off when it is destroyed.
class CutOffCall {
public:
    CutOffCall(std::uint16_t port, const Ask& ask);
    ~CutOffCall();
    CutOffCall(const CutOffCall&) = delete;
    CutOffCall& operator=(const CutOffCall&) = delete;

private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
};

// A simulator without limits and with a clock that stands still, served over real sockets, with a group of each kind
// and a signed-in caller.
class Harness : public testing::Test {
public:
    Harness();

    [[nodiscard]] Answer send(const std::string& method, const std::string& target, const std::string& body = "");
    [[nodiscard]] Answer get(const std::string& resource) { return send("GET", at(resource)); }
    [[nodiscard]] Answer post(const std::string& resource, const nlohmann::json& body) {
        return send("POST", at(resource), body.dump());
    }
    [[nodiscard]] Answer put(const std::string& resource, const nlohmann::json& body) {
        return send("PUT", at(resource), body.dump());
    }
    [[nodiscard]] Answer remove(const std::string& resource) { return send("DELETE", at(resource)); }
    [[nodiscard]] Answer control(const std::string& method, const std::string& path, const nlohmann::json& body = {});
    [[nodiscard]] Answer sign_in(std::map<std::string, std::string> changes = {});
    [[nodiscard]] Answer enrol(const std::string& value, nlohmann::json more = nlohmann::json::object());

    [[nodiscard]] static std::string at(const std::string& resource);  // .../customers/ID/resource through OneAPI
    [[nodiscard]] static std::string legacy(const std::string& resource);
    [[nodiscard]] static std::string keys(const std::string& id = "", const std::string& type = connector_group);
    [[nodiscard]] nlohmann::json key_body(const std::string& name) const;
    [[nodiscard]] nlohmann::json make_key(const std::string& name, nlohmann::json changes = nlohmann::json::object());
    void expect(Behaviour wanted) { zpa.behaviours.set(wanted); }

    Simulator zpa;
    Server server;
    std::string customer = default_customer;
    std::string token;
    Group connectors;
    Group edges;
};

[[nodiscard]] Behaviour unlimited();
[[nodiscard]] std::string form(const std::map<std::string, std::string>& fields);

}  // namespace simulator
