#pragma once

#include <string>

#include "tests/zpa_simulator/message.h"

namespace simulator {

// What a call is about, read from method, host and path alone.
struct Route {
    std::string kind;  // ZPA's name of the resource, or token, signin, signout, enrol; "" is nothing of ZPA's
    std::string
        operation;  // list, get, create, update, delete, or the name of a special call (summary, bulkDelete, ...)
    std::string customer;
    std::string association_type;
    std::string id;
    std::string version;   // v1, v2
    bool gateway = false;  // came through OneAPI

    [[nodiscard]] bool reads() const {
        return operation != "create" && operation != "update" && operation != "delete" && operation != "bulkDelete";
    }
    [[nodiscard]] bool is_sign_in() const { return kind == "token" || kind == "signin"; }
};

[[nodiscard]] Route route_of(const Call& call);

}  // namespace simulator
