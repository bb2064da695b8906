#pragma once

#include <set>
#include <string>
#include <vector>

#include "controller/commands/progress.h"
#include "reconcilers/zpa/session.h"

namespace commands {

struct ListedKey {
    zpa::AssociationType type = zpa::AssociationType::ConnectorGroup;
    std::string microtenant_id;  // the one it is in; "" is Default
    zpa::Key key;
};

// What an organisation has, read once.
struct Survey {
    std::vector<ListedKey> keys;        // each once, by type and id
    std::vector<std::string> refusals;  // types that these credentials may not list, in ZPA's words
};

// Lists every association type of the API in each microtenant ("" is the tenant's own), one read a page. A type without
// a licence is a refusal, unless there is nothing else: then, and for every other error, throws.
Survey survey_keys(zpa::Session& session, const std::set<std::string>& microtenants, Progress& progress);

}  // namespace commands
