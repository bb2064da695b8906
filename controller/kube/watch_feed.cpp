#include "controller/kube/watch_feed.h"

#include <exception>
#include <utility>

#include "controller/kube/json_text.h"
#include "controller/kube/status_error.h"

namespace kube {

using Type = WatchEvent::Type;

void WatchFeed::opened() {
    if (machine_.state() == WatchMachine::State::InitialWatch) handler_.init();
}

bool WatchFeed::line(std::string_view text) {
    try {
        auto event = parse_watch_line(text);
        ++events_;
        if (event.type == Type::Error) {
            error_event_ = status_error(event.object);
            return false;
        }
        take(std::move(event));
        return true;
    } catch (const base::Error& error) {
        garbled_ = error;
    } catch (const std::exception& error) {
        garbled_ = base::Error(base::ErrorKind::Protocol, std::string("watch event: ") + error.what());
    }
    return false;
}

void WatchFeed::take(WatchEvent event) {
    const auto resource_version = resource_version_of(event.object);
    if (event.type == Type::Bookmark) {
        if (machine_.state() == WatchMachine::State::InitialWatch) {
            if (ends_initial_events(event)) complete_list(event);
            return;
        }
    } else if (event.type == Type::Unknown || text_at(event.object, "kind") != resource_.kind) {
        log_.warn("watch event of another kind skipped", {{"kind", text_at(event.object, "kind")}});
    } else if (machine_.state() == WatchMachine::State::InitialWatch &&
               (event.type != Type::Added || !kept_back_.empty())) {
        kept_back_.push_back(std::move(event));
    } else {
        deliver(std::move(event));
    }
    machine_.event_taken(resource_version);
}

void WatchFeed::complete_list(const WatchEvent& bookmark) {
    const auto resource_version = resource_version_of(bookmark.object);
    if (resource_version.empty()) {
        throw base::Error(base::ErrorKind::Protocol, "bookmark: metadata.resourceVersion is missing");
    }
    handler_.init_done();
    list_completed_ = true;
    machine_.initial_events_end(resource_version);
    for (auto& event : std::exchange(kept_back_, {})) deliver(std::move(event));
}

void WatchFeed::deliver(WatchEvent event) {
    try {
        if (machine_.state() == WatchMachine::State::InitialWatch) {
            handler_.init_apply(std::move(event.object));
        } else if (event.type == Type::Deleted) {
            handler_.remove(std::move(event.object));
        } else {
            handler_.apply(std::move(event.object));
        }
    } catch (const std::exception& error) {
        log_.warn("watch event skipped: its handler failed", {{"error", error.what()}});
    }
}

}  // namespace kube
