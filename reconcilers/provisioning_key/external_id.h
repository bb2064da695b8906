#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reconcilers/provisioning_key/types.h"

namespace provisioning_key {

// The annotation zpa-operator.io/external-id: an identity as text, the backup for restores without status.
// customerID/microtenantID or 0/associationType/id/creationTime, "216190000000000777/0/CONNECTOR_GRP/58001/1773000025".
std::string format_external_id(const Identity& identity);
// nullopt where the text is not one, or longer than 200 characters: anybody may have written it.
std::optional<Identity> parse_external_id(std::string_view text);

}  // namespace provisioning_key
