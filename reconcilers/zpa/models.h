#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "reconcilers/zpa/key.h"

namespace zpa {

// One key with everything ZPA sent: `raw` is what a PUT must send back whole (unknown fields included, value excluded).
struct KeyDetail {
    Key key;
    std::string value;  // "" where not shown. Secret: move it on, never print it.
    std::string raw;    // the JSON object without the value
};

struct Group {
    std::string id;
    std::string name;
    std::string microtenant_id;
};

struct EnrollmentCertificate {
    std::string id;
    std::string name;
    bool private_key_present = false;
};

// A connector or service edge, as far as keys need it.
struct Component {
    std::string id;
    std::string name;
    std::string provisioning_key_id;
    std::int64_t creation_time = 0;
};

// Tolerant readers: numbers or numeric strings, missing or null; unknown fields ignored. They throw Error(Protocol)
// where a required field (id) is missing.
Key parse_key(const nlohmann::json& object);
// A row of a list, where one odd row must not cost the whole list: of a key that cannot be read otherwise there is the
// id and, if possible, the name, so that it is neither taken for gone nor its name for free.
Key parse_listed_key(const nlohmann::json& object);
KeyDetail parse_key_detail(nlohmann::json object);
Group parse_group(const nlohmann::json& object);
EnrollmentCertificate parse_certificate(const nlohmann::json& object);
Component parse_component(const nlohmann::json& object);

// &amp; &#x2a; ... undone until stable, at most twice, as the official client does.
std::string unescape_html(const std::string& text);
// Comparing names the way every ZPA client does: ASCII case folded.
std::string fold_case(const std::string& name);

}  // namespace zpa
