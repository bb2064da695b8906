#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "tests/zpa_simulator/behaviour.h"
#include "tests/zpa_simulator/organisation.h"
#include "tests/zpa_simulator/route.h"

namespace simulator {

// Everything a handler of one call works with. Lives as long as the call holds the State's lock.
struct Context {
    const Call& call;
    const Route& route;
    const Behaviour& behaviour;
    Organisation& organisation;
    std::string actor;   // number of the client, for modifiedBy
    Moment list_moment;  // what lists show
    Moment get_moment;   // what reads by id show

    // For the journal: what a write touched.
    std::string touched_id;
    std::string touched_name;

    // The microtenant of a read; nothing means all. Throws resource.not.found for one that does not exist.
    [[nodiscard]] std::optional<std::string> read_scope() const;
    // Of a write: the query goes before the body, Default is last.
    [[nodiscard]] std::string write_scope(const nlohmann::json& body) const;
    [[nodiscard]] bool in_scope(const Record& record) const;

    [[nodiscard]] nlohmann::json body() const;                        // an object; throws bad.request, 415
    [[nodiscard]] std::string text(const std::string& stored) const;  // escaped if ZPA does

    void stamp_new(Record& record) const;
    void stamp_changed(Record& record) const;
    void touched(const Record& record);
};

// Members of a request body, read as leniently as ZPA does: numbers and booleans may be strings. Nothing when absent,
// null. A value of another kind is invalid.resource.argument.
[[nodiscard]] std::optional<std::string> text_member(const nlohmann::json& body, const char* name);
[[nodiscard]] std::optional<std::int64_t> int_member(const nlohmann::json& body, const char* name);
[[nodiscard]] std::optional<bool> bool_member(const nlohmann::json& body, const char* name);
[[nodiscard]] std::optional<std::vector<std::string>> address_list(const nlohmann::json& body, const char* name);

}  // namespace simulator
