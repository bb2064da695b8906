#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <stop_token>
#include <string>

#include "controller/base/error.h"
#include "controller/http/transport.h"
#include "tests/fakes/eventually.h"
#include "tests/wire/certificates.h"
#include "tests/wire/server.h"

namespace wire {

using base::ErrorKind;
using namespace std::chrono_literals;

// Stands for every credential: no error text may hold it.
inline const std::string secret = "top-secret-token";

// The roots that this test process takes for the machine's own: SSL_CERT_FILE names them before anything asks.
const Authority& system_authority();

http::Request request(std::string method, std::string target, std::string body = {});

// Sends with a bearer token; the error instead of the reply, and a test failure where there is none or it tells the
// token.
base::Error failure_of(http::Transport& transport, const http::Request& request, std::stop_token stop = {});
http::Response get(http::Transport& transport, const std::string& target = "/");

// Requests until one went out on a connection that had been used before: the library returns connections to its pool a
// little after it has told us of the reply.
void use_pooled_connection(http::Transport& transport, const Server& server);

}  // namespace wire
