#include "tests/zpa_simulator/group_fields.h"

#include <algorithm>
#include <cmath>

#include "tests/zpa_simulator/errors.h"
#include "tests/zpa_simulator/places.h"

namespace simulator {

using nlohmann::json;

namespace {

enum class Type { text, whole, decimal, truth, list };

struct Field {
    const char* name;
    Type type;
    const char* otherwise;  // what a POST without it stores; nullptr stores nothing
    std::vector<std::string> choices;
};

const std::vector<std::string> days{"SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"};

std::vector<Field> common_fields() {
    return {{"description", Type::text, nullptr, {}},
            {"enabled", Type::truth, "true", {}},
            {"latitude", Type::decimal, nullptr, {}},
            {"longitude", Type::decimal, nullptr, {}},
            {"location", Type::text, nullptr, {}},
            {"cityCountry", Type::text, nullptr, {}},
            {"countryCode", Type::text, nullptr, {}},
            {"upgradeDay", Type::text, "SUNDAY", days},
            {"upgradeTimeInSecs", Type::whole, "66600", {}},
            {"versionProfileId", Type::text, "0", {}},
            {"useInDrMode", Type::truth, "false", {}},
            {"enrollmentCertId", Type::text, nullptr, {}},
            {"geoLocationId", Type::text, nullptr, {}},
            {"siteId", Type::text, nullptr, {}},
            {"ipAcl", Type::list, nullptr, {}}};
}

std::vector<Field> fields_of(const std::string& association_type) {
    auto fields = common_fields();
    const auto add = [&](std::vector<Field> more) { fields.insert(fields.end(), more.begin(), more.end()); };
    if (association_type == service_edge_group) {
        add({{"overrideVersionProfile", Type::truth, "true", {}},
             {"isPublic", Type::text, "DEFAULT", {"DEFAULT", "TRUE", "FALSE"}},
             {"city", Type::text, nullptr, {}},
             {"graceDistanceEnabled", Type::truth, "false", {}},
             {"graceDistanceValue", Type::decimal, nullptr, {}},
             {"graceDistanceValueUnit", Type::text, nullptr, {"MILES", "KMS"}},
             {"exclusiveForBusinessContinuity", Type::truth, "false", {}},
             {"trustedNetworks", Type::list, nullptr, {}},
             {"altCloud", Type::text, nullptr, {}}});
    } else {
        add({{"overrideVersionProfile", Type::truth, "false", {}},
             {"dnsQueryType", Type::text, "IPV4_IPV6", {"IPV4_IPV6", "IPV4", "IPV6"}},
             {"tcpQuickAckApp", Type::truth, "false", {}},
             {"tcpQuickAckAssistant", Type::truth, "false", {}},
             {"tcpQuickAckReadAssistant", Type::truth, "false", {}},
             {"praEnabled", Type::truth, "false", {}},
             {"wafDisabled", Type::truth, "false", {}},
             {"lssAppConnectorGroup", Type::truth, "false", {}},
             {"dcHostingInfo", Type::text, nullptr, {}}});
    }
    return fields;
}

void take(const json& body, const Field& field, json& to) {
    switch (field.type) {
        case Type::truth:
            if (const auto value = bool_member(body, field.name)) to[field.name] = *value;
            break;
        case Type::whole:
            if (const auto value = int_member(body, field.name)) to[field.name] = std::to_string(*value);
            break;
        case Type::decimal:
            if (const auto text = text_member(body, field.name); text && !text->empty()) {
                const auto value = parse_double(*text);
                if (!value || !std::isfinite(*value)) throw bad_argument(field.name);
                to[field.name] = normal_decimal(*value);
            }
            break;
        case Type::list:
            if (const auto found = body.find(field.name); found != body.end() && !found->is_null()) {
                if (!found->is_array()) throw bad_argument(field.name);
                to[field.name] = *found;
                if (found->empty()) to.erase(field.name);
            }
            break;
        case Type::text:
            // isPublic is a truth in all but its type: clients send it as a boolean too, which text_member reads.
            if (auto value = text_member(body, field.name)) {
                if (!field.choices.empty()) {
                    std::transform(value->begin(), value->end(), value->begin(),
                                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
                    const bool known = std::count(field.choices.begin(), field.choices.end(), *value) != 0;
                    if (!known && !value->empty()) throw bad_argument(field.name);
                }
                to[field.name] = *value;
                if (value->empty()) to.erase(field.name);
            }
    }
}

double number(const json& fields, const char* name) {
    return parse_double(fields.value(name, std::string())).value_or(0);
}

void check(const Context& context, const json& fields, bool is_new) {
    for (const auto* required : {"latitude", "longitude", "location"}) {
        if (is_new && !fields.contains(required)) throw bad_argument(required);
    }
    if (std::abs(number(fields, "latitude")) > 90) throw bad_argument("latitude");
    if (std::abs(number(fields, "longitude")) > 180) throw bad_argument("longitude");
    const auto upgrade = parse_int(fields.value("upgradeTimeInSecs", "0")).value_or(-1);
    if (upgrade < 0 || upgrade >= 86'400 || upgrade % 900 != 0) throw bad_argument("upgradeTimeInSecs");
    if (fields.value("dcHostingInfo", "").size() > 64) throw bad_argument("dcHostingInfo");
    const bool quick = fields.value("tcpQuickAckApp", false);
    if (fields.value("tcpQuickAckAssistant", false) != quick) throw bad_argument("tcpQuickAckAssistant");
    if (fields.value("tcpQuickAckReadAssistant", false) != quick) throw bad_argument("tcpQuickAckReadAssistant");
    const auto profile = fields.value("versionProfileId", "");
    if (!profile.empty() && !context.organisation.find<VersionProfile>(profile)) throw unknown_reference(profile);
    const auto certificate = fields.value("enrollmentCertId", "");
    if (!certificate.empty() && !context.organisation.find<Certificate>(certificate))
        throw unknown_reference(certificate);
    if (is_new && certificate.empty() && context.organisation.oauth2_enrolment) throw bad_argument("enrollmentCertId");
    const auto limit = fields.value("graceDistanceValueUnit", "MILES") == "KMS" ? 40'233.6 : 25'000.0;
    const auto grace = number(fields, "graceDistanceValue");
    if (grace < 0 || grace > limit) throw bad_argument("graceDistanceValue");
}

void derive_place(const json& body, json& fields) {
    if (!fields.contains("latitude") || !fields.contains("longitude")) return;
    if (!body.contains("latitude") && !body.contains("longitude")) return;
    const auto place = nearest_place(number(fields, "latitude"), number(fields, "longitude"));
    fields["cityCountry"] = place.city + ", " + place.country;
    fields["countryCode"] = place.country;
}

}  // namespace

void overlay(const Context& context, const json& body, Group& group, bool is_new) {
    if (const auto name = text_member(body, "name")) group.name = trim(*name);
    if (group.name.empty()) throw bad_argument("name");
    const auto fields = fields_of(group.association_type);
    if (is_new) {
        for (const auto& field : fields) {
            if (field.otherwise == nullptr) continue;
            const std::string otherwise = field.otherwise;
            group.fields[field.name] = field.type == Type::truth ? json(otherwise == "true") : json(otherwise);
        }
        group.fields["enabled"] = context.behaviour.group_enabled_when_absent;
    }
    for (const auto& field : fields) take(body, field, group.fields);
    if (body.contains("ipAcl")) static_cast<void>(address_list(body, "ipAcl"));
    derive_place(body, group.fields);
    check(context, group.fields, is_new);

    const bool whole = body.contains("latitude") && body.contains("longitude");
    if (!is_new && !whole && group.association_type == connector_group &&
        context.behaviour.partial_put_loses_coordinates) {
        for (const auto* lost : {"latitude", "longitude", "cityCountry", "countryCode"}) group.fields.erase(lost);
    }
}

std::vector<std::string> group_search_fields(const std::string& association_type) {
    std::vector<std::string> out{"id", "name", "creationTime", "modifiedTime", "modifiedBy"};
    for (const auto& field : fields_of(association_type)) out.emplace_back(field.name);
    return out;
}

}  // namespace simulator
