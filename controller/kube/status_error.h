#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "controller/base/clock.h"
#include "controller/base/error.h"
#include "controller/http/message.h"

namespace kube {

// A refusal of the API server as base::Error: "409 Conflict: the object has been modified".
//
// The kind comes from Status.reason, where it has none from the code. reason() is the server's, but a cause
// NamespaceTerminating takes its place: only that says why a 403 is no matter of permissions. The server's message is
// kept, redacted and cut at 1 kB, and where servers quote the value of a field with the wrong type, it is left out;
// what we sent is never quoted. retry_after() is the header's, else details.retryAfterSeconds.
base::Error status_error(const http::Response& response, base::WallTime now);

// The Status object of an ERROR event in a watch.
base::Error status_error(const nlohmann::json& status);

// Whether a refusal says that the object's uid is not the one we named: 422 with a cause at metadata.uid.
bool is_uid_mismatch(const http::Response& response);

// Whether a refusal of a JSON patch says that one of its `test` operations failed or a path of it is not there: the
// server's own 422 without causes (a validation that failed has them).
bool is_failed_test(const http::Response& response);

// Whether an apply was refused because a field has the wrong type. Servers answer that with a 500, as if it could pass.
bool is_wrong_type(const http::Response& response);

// Whether the reply is a Status (the server knows the path) rather than a bare error page (it does not).
bool is_status(const http::Response& response);

}  // namespace kube
