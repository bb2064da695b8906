#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace zpa {

// What a key enrols into; part of every provisioningKey path.
enum class AssociationType {
    ConnectorGroup,
    ServiceEdgeGroup,
    NetworkAssistantGroup,
    SiteControllerGroup,
    ExporterGroup
};

inline constexpr std::array kAssociationTypes = {AssociationType::ConnectorGroup, AssociationType::ServiceEdgeGroup,
                                                 AssociationType::NetworkAssistantGroup,
                                                 AssociationType::SiteControllerGroup, AssociationType::ExporterGroup};

std::string_view to_string(AssociationType type);  // "CONNECTOR_GRP", ...
std::optional<AssociationType> parse_association_type(std::string_view text);

// Only these two have lists of groups and of components in the API.
bool has_group_list(AssociationType type);
// "Connector", "Service Edge", or "" where a certificate must be named.
std::string_view default_certificate_name(AssociationType type);

}  // namespace zpa
