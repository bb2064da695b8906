#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "controller/commands/owners.h"
#include "controller/commands/table.h"

namespace commands {

// What a key's name says of where it comes from. A hint: people may give such names too.
enum class Origin {
    Unknown,
    HalfMade,  // NAME.NONCE: an operator made it and never named it
    Retired,   // NAME.retired-NONCE: an operator retired it
};
Origin origin_of(const std::string& name);

// The keys that no object has, in the order of the survey. Pure.
std::vector<ListedKey> find_orphans(const Survey& survey, const Owners& owners);

Table orphans_table(const std::vector<ListedKey>& orphans);
nlohmann::json orphans_json(const std::vector<ListedKey>& orphans);

}  // namespace commands
