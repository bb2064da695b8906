#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace kube {

// Reads the fields of one JSON object that people wrote, with errors that say where: "FILE: users[admin].token:
// expected a string". Throws Error(Config); never quotes a value. A missing or null field reads as empty.
class Fields {
public:
    // `object` must outlive this. `where` is file and path. Throws where `object` is neither an object nor null.
    Fields(const nlohmann::json& object, std::string where);

    bool has(const char* name) const;  // there, and not null
    std::string text(const char* name) const;
    std::string required_text(const char* name) const;
    bool flag(const char* name) const;
    Fields object(const char* name) const;
    const nlohmann::json& list(const char* name) const;  // an array, empty where missing
    const nlohmann::json& raw(const char* name) const;
    const std::string& where() const { return where_; }
    [[noreturn]] void refuse(const std::string& name, const std::string& problem) const;

private:
    const nlohmann::json& object_;
    const std::string where_;
};

}  // namespace kube
