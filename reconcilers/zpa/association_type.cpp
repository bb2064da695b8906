#include "reconcilers/zpa/association_type.h"

namespace zpa {

std::string_view to_string(AssociationType type) {
    switch (type) {
        case AssociationType::ConnectorGroup: return "CONNECTOR_GRP";
        case AssociationType::ServiceEdgeGroup: return "SERVICE_EDGE_GRP";
        case AssociationType::NetworkAssistantGroup: return "NP_ASSISTANT_GRP";
        case AssociationType::SiteControllerGroup: return "SITE_CONTROLLER_GRP";
        case AssociationType::ExporterGroup: return "EXPORTER_GRP";
    }
    return "";
}

std::optional<AssociationType> parse_association_type(std::string_view text) {
    for (const AssociationType type : kAssociationTypes) {
        if (to_string(type) == text) return type;
    }
    return std::nullopt;
}

bool has_group_list(AssociationType type) {
    return type == AssociationType::ConnectorGroup || type == AssociationType::ServiceEdgeGroup;
}

std::string_view default_certificate_name(AssociationType type) {
    if (type == AssociationType::ConnectorGroup) return "Connector";
    if (type == AssociationType::ServiceEdgeGroup) return "Service Edge";
    return "";
}

}  // namespace zpa
