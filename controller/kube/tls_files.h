#pragma once

#include "controller/http/tls_options.h"
#include "controller/kube/config.h"

namespace kube {

// The TLS part of a configuration with its files read. Data given in place beats files.
// Throws Error(Config) that names a file which cannot be read or is empty: a half-written file is no reason to trust
// nobody.
http::TlsOptions read_tls(const Config& config);

// Whether anything in `config` can change on disk.
bool has_tls_files(const Config& config);

bool same_tls(const http::TlsOptions& left, const http::TlsOptions& right);

}  // namespace kube
