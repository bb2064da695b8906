#pragma once

#include <string>
#include <string_view>

#include "controller/base/clock.h"
#include "controller/base/error.h"
#include "controller/http/message.h"

namespace zpa {

// Error ids of ZPA's that mean more than their status.
inline constexpr std::string_view kNotLicensed = "authz.featureflag.permission.denied";
inline constexpr std::string_view kAccessDenied = "access.denied";

inline bool succeeded(const http::Response& reply) { return reply.status >= 200 && reply.status < 300; }

// Who wrote the body of a refusal: ZPA itself ({"id","reason"}), the OneAPI gateway ({"detail",...}), or somebody in
// between.
enum class BodyShape { Zpa, Gateway, Other };

struct ErrorBody {
    BodyShape shape = BodyShape::Other;
    std::string id;    // ZPA's error id, or ""
    std::string text;  // for people, cleaned; "" for bodies that are not theirs: those are never quoted
};

ErrorBody read_error_body(const http::Response& reply);

// Is this reply the proof that the request changed nothing? A 4xx in ZPA's own words, any 429, the gateway's 401.
// Never a 408 or a body that is not ZPA's.
bool is_definite_refusal(int status, const ErrorBody& body);

// A 401 that no new token cures: the organisation has not bought the feature.
bool is_licence_refusal(int status, const ErrorBody& body);

// A reply that is not a success as an Error. A 404 says NotFound only in ZPA's words: a proxy's 404 proves nothing.
base::Error to_error(const http::Response& reply, const ErrorBody& body, base::WallTime now);

// Text from outside made fit for people: known secrets and anything long enough to be one are gone, nothing is
// unprintable (utf8.h), 512 bytes.
std::string clean_text(std::string_view text);

}  // namespace zpa
