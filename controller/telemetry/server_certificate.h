#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "controller/base/clock.h"
#include "controller/base/log.h"
#include "controller/base/mutex.h"
#include "controller/telemetry/metrics.h"

namespace telemetry {

// A server's certificate chain and key from PEM files, read again when they change on disk; looked at every 10 s at
// most (controller-runtime's certwatcher). What cannot be read or does not fit together is logged and the last good
// pair stays. TLS 1.2 at least. Threads: any.
class ServerCertificate {
public:
    // Throws Error(Config) where the files cannot be used at the start.
    ServerCertificate(std::string cert_file, std::string key_file, Metrics& metrics, const base::Clock& clock,
                      base::Logger log);
    std::shared_ptr<boost::asio::ssl::context> current();

private:
    std::shared_ptr<boost::asio::ssl::context> load(const std::string& cert, const std::string& key) const;
    void look_again() OP_REQUIRES(mutex_);

    const std::string cert_file_, key_file_;
    const base::Clock& clock_;
    const base::Logger log_;
    prometheus::Counter& reads_;
    prometheus::Counter& errors_;
    base::Mutex mutex_;
    base::Instant looked_at_ OP_GUARDED_BY(mutex_);
    std::string loaded_ OP_GUARDED_BY(mutex_);  // the contents in use, or refused
    std::shared_ptr<boost::asio::ssl::context> context_ OP_GUARDED_BY(mutex_);
};

}  // namespace telemetry
