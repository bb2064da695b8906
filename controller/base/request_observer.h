#pragma once

#include <string_view>

#include "controller/base/clock.h"

namespace base {

// Told of every HTTP exchange; telemetry implements it, the program hands it down. Threads: any; must not block.
class RequestObserver {
public:
    virtual ~RequestObserver() = default;
    // `code` is the status or "<error>" (client-go's word) where there was no reply.
    virtual void request_done(std::string_view host, std::string_view method, std::string_view code,
                              Duration duration) = 0;
};

}  // namespace base
