#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "controller/base/error.h"
#include "controller/base/log.h"
#include "controller/kube/resource.h"
#include "controller/kube/watch_event.h"
#include "controller/kube/watch_handler.h"
#include "controller/kube/watch_machine.h"

namespace kube {

// The lines of one stream, turned into calls of the handler and steps of the machine.
//
// While a streaming list's initial events come, only additions are told (init_apply). From the first change or removal
// on everything is kept back until the list is complete, since a removal means the cache that is only then in place. An
// event that cannot be used (another kind, a handler that throws) is logged and skipped. Threads: one at a time.
class WatchFeed {
public:
    WatchFeed(WatchMachine& machine, WatchHandler& handler, const Resource& resource, const base::Logger& log)
        : machine_(machine), handler_(handler), resource_(resource), log_(log) {}

    void opened();                     // the server accepted the watch
    bool line(std::string_view text);  // false: the stream is of no more use, see the two below

    const std::optional<base::Error>& error_event() const { return error_event_; }  // the server said so
    const std::optional<base::Error>& garbled() const { return garbled_; }          // a line that is no event
    std::uint64_t events() const { return events_; }
    bool list_completed() const { return list_completed_; }

private:
    void take(WatchEvent event);
    void complete_list(const WatchEvent& bookmark);
    void deliver(WatchEvent event);

    WatchMachine& machine_;
    WatchHandler& handler_;
    const Resource& resource_;
    const base::Logger& log_;
    bool list_completed_ = false;
    std::uint64_t events_ = 0;
    std::vector<WatchEvent> kept_back_;
    std::optional<base::Error> error_event_, garbled_;
};

}  // namespace kube
