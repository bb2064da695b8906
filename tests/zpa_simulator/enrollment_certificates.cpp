#include "tests/zpa_simulator/errors.h"
#include "tests/zpa_simulator/listing.h"
#include "tests/zpa_simulator/resources.h"

namespace simulator {

using nlohmann::ordered_json;

namespace {

ordered_json rendered(const Context& context, const Certificate& certificate) {
    const auto subject = context.organisation.id() + ".zpa-customer.com/" + certificate.name;
    ordered_json out;
    out["id"] = certificate.id;
    out["modifiedTime"] = std::to_string(certificate.modified_time);
    out["creationTime"] = std::to_string(certificate.creation_time);
    out["modifiedBy"] = certificate.modified_by;
    out["name"] = context.text(certificate.name);
    out["cName"] = subject;
    out["issuedTo"] = "CN=" + subject + ",O=ZPA Customer";
    out["issuedBy"] = "CN=" + context.organisation.id() + ".zpa-customer.com/Root,O=ZPA Customer";
    out["serialNo"] = certificate.id;
    out["certificate"] = certificate.pem;
    out["validFromInEpochSec"] = std::to_string(certificate.valid_from);
    out["validToInEpochSec"] = std::to_string(certificate.valid_to);
    if (!certificate.parent_id.empty()) {
        out["parentCertId"] = certificate.parent_id;
        const auto parent = context.organisation.find<Certificate>(certificate.parent_id);
        if (parent) out["parentCertName"] = parent->name;
    }
    out["allowSigning"] = certificate.allow_signing;
    out["privateKeyPresent"] = certificate.private_key_present;
    out["clientCertType"] = certificate.client_type;
    out["storeInHsm"] = false;
    out["readOnly"] = certificate.read_only;
    out["zscalerManaged"] = certificate.zscaler_managed;
    if (certificate.microtenant != "0") out["microtenantId"] = certificate.microtenant;
    return out;
}

}  // namespace

Reply enrollment_certificates(Context& context) {
    static const std::vector<std::string> fields{
        "id",    "name",           "privateKeyPresent", "allowSigning", "clientCertType",
        "cName", "parentCertName", "creationTime",      "modifiedTime"};
    const auto& route = context.route;
    if (route.operation == "list" && route.version == "v2") {
        return listing(
            context, context.organisation.table<Certificate>().all(context.list_moment), fields,
            [&](const Certificate& certificate, std::string_view field) {
                if (field == "name") return std::optional(certificate.name);
                return scalar(rendered(context, certificate), field);
            },
            [&](const Certificate& certificate) { return rendered(context, certificate); }, Sharing::with_default);
    }
    if (route.operation == "get" && route.version == "v1") {
        const auto certificate = context.organisation.find<Certificate>(route.id);
        if (!certificate || (certificate->microtenant != "0" && !context.in_scope(*certificate)))
            throw not_found(context.behaviour, route.id);
        return json_reply(200, rendered(context, *certificate).dump());
    }
    return no_handler(context.call);
}

}  // namespace simulator
