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
    Retired,   // NAME.retired-NONCE: an operator left it there out of use, as its object was deleted
};
Origin origin_of(const std::string& name);

// The keys that no object has, in the order of the survey. Pure.
std::vector<ListedKey> find_orphans(const Survey& survey, const Owners& owners);

Table orphans_table(const std::vector<ListedKey>& orphans);
// In a sentence: how many of the keys that were listed these are, and how many of them need alarm nobody.
std::string orphans_summary(const std::vector<ListedKey>& orphans, std::size_t listed, const std::string& customer_id);
nlohmann::json orphans_json(const std::vector<ListedKey>& orphans);

}  // namespace commands
