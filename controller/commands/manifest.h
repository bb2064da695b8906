#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "controller/commands/survey.h"
#include "controller/kube/object_key.h"

namespace commands {

// What names in ZPA stand for; lists that could not be read are empty, and ids take the place of names.
struct Catalogue {
    std::map<zpa::AssociationType, std::vector<zpa::Group>> groups;
    std::vector<zpa::EnrollmentCertificate> certificates;
};

// Where the objects are to be.
struct Destination {
    kube::ObjectKey tenant;  // and the objects beside it: only there may they adopt by default
    std::string name_prefix;
    std::string microtenant_id;  // the tenant's own
};

struct Manifest {
    std::string name;  // of the object
    nlohmann::json object;
    std::vector<std::string> remarks;  // what could not be said in it, or must be done by hand
};

// A ProvisioningKey that takes over this key and changes nothing in ZPA: each field says what is there, and what the
// schema has no words for is left out, which means left alone, with a remark. Keys that cannot be managed are observed.
// Holds no value. Pure.
Manifest make_manifest(const ListedKey& listed, const std::string& object_name, const Catalogue& catalogue,
                       const Destination& destination);

// As YAML, under comments that say which key it is.
std::string to_text(const Manifest& manifest, const ListedKey& listed);

}  // namespace commands
