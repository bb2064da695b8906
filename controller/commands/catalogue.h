#pragma once

#include <string>

#include "controller/commands/manifest.h"

namespace commands {

// Reads groups and certificates of the tenant's own microtenant, for the types that the survey has keys of. A list that
// may not be read stays empty; other errors throw.
Catalogue read_catalogue(zpa::Session& session, const Survey& survey, Progress& progress);

}  // namespace commands
