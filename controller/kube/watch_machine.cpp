#include "controller/kube/watch_machine.h"

#include <algorithm>

namespace kube {

using base::ErrorKind;

namespace {

// Making progress is better than insisting: after so many broken streaming lists, pages are tried.
constexpr int kMaxBrokenStreams = 3;

// A server that was restored from a backup may be behind the version that is watched from: it accepts the watch and
// tells nothing, not even bookmarks, until it has come so far. Once may be the network; a healthy server is heard.
constexpr int kMaxDeafWatches = 2;

}  // namespace

WatchMachine::WatchMachine(bool streaming_list, int page_size)
    : streaming_list_(streaming_list), page_size_(page_size), limit_(page_size) {}

WatchMachine::Step WatchMachine::next() {
    switch (state_) {
        case State::Empty:
            if (streaming_list_ && !streaming_refused_) {
                state_ = State::InitialWatch;
                return Step::StreamingList;
            }
            continue_token_.clear();
            state_ = State::InitPage;
            return Step::ListPage;
        case State::InitPage: return Step::ListPage;
        case State::InitialWatch:
            return Step::StreamingList;  // cannot be: whatever ends a streaming list leaves this state
        case State::InitListed:
        case State::Watching: break;
    }
    state_ = State::Watching;
    heard_ = false;
    return Step::Watch;
}

void WatchMachine::list_complete(const std::string& resource_version) {
    resource_version_ = resource_version;
    continue_token_.clear();
    limit_ = page_size_;
    grown_ = false;
    may_grow_ = true;
    streaming_refused_ = false;
    broken_streams_ = 0;
    garbled_ = 0;
    deaf_ = 0;
}

void WatchMachine::page_taken(const std::string& resource_version, const std::string& continue_token) {
    if (!continue_token.empty()) {
        continue_token_ = continue_token;
        grow();
        return;
    }
    list_complete(resource_version);
    state_ = State::InitListed;
}

void WatchMachine::initial_events_end(const std::string& resource_version) {
    list_complete(resource_version);
    state_ = State::Watching;
    heard_ = true;
}

void WatchMachine::event_taken(const std::string& resource_version) {
    if (state_ != State::Watching) return;
    heard_ = true;
    deaf_ = 0;
    garbled_ = 0;
    gone_ = 0;
    if (!resource_version.empty()) resource_version_ = resource_version;
}

WatchMachine::Verdict WatchMachine::start_over() {
    state_ = State::Empty;
    return Verdict::BackOff;
}

// A restarted server refuses every version from before: nothing is wrong, and waiting would only make the cache older.
WatchMachine::Verdict WatchMachine::start_over_gone() {
    start_over();
    return ++gone_ > 1 ? Verdict::BackOff : Verdict::AtOnce;
}

WatchMachine::Verdict WatchMachine::stream_ended(http::StreamEnd end, bool silent) {
    if (state_ == State::InitialWatch) {
        // Silence instead of the closing bookmark: the server does not know what it was asked for.
        if (end == http::StreamEnd::Idle || ++broken_streams_ >= kMaxBrokenStreams) streaming_refused_ = true;
        return start_over();
    }
    if (end == http::StreamEnd::Idle && !heard_ && ++deaf_ >= kMaxDeafWatches) return start_over();
    if (!silent) gone_ = 0;
    state_ = State::InitListed;
    return silent ? Verdict::BackOff : Verdict::AtOnce;
}

WatchMachine::Verdict WatchMachine::failed(const base::Error& error) {
    switch (state_) {
        case State::InitialWatch: return initial_watch_failed(error);
        case State::Empty:  // cannot be: next() leaves it before anything is asked
        case State::InitPage: return page_failed(error);
        case State::InitListed:
        case State::Watching: break;
    }
    return watch_failed(error);
}

WatchMachine::Verdict WatchMachine::initial_watch_failed(const base::Error& error) {
    if (error.kind() == ErrorKind::Invalid) {
        streaming_refused_ = true;
        start_over();
        return Verdict::AtOnce;
    }
    const bool says_nothing_about_streams = error.kind() == ErrorKind::Forbidden ||
                                            error.kind() == ErrorKind::Unauthorized ||
                                            error.kind() == ErrorKind::TooManyRequests;
    if (!says_nothing_about_streams && ++broken_streams_ >= kMaxBrokenStreams) streaming_refused_ = true;
    return start_over();
}

WatchMachine::Verdict WatchMachine::page_failed(const base::Error& error) {
    if (error.kind() == ErrorKind::Gone && !continue_token_.empty()) {
        // The snapshot behind the pages was compacted away in between: once without pages, at once (client-go).
        continue_token_.clear();
        limit_ = 0;
        return Verdict::AtOnce;
    }
    // A page over our caps: smaller ones may fit.
    if (error.kind() == ErrorKind::Protocol) {
        limit_ = std::max(1, (limit_ == 0 ? page_size_ : limit_) / 2);
        may_grow_ = may_grow_ && !grown_;
        grown_ = false;
    }
    return start_over();
}

// Pages that were garbage for another reason than their size would otherwise leave a list of one object a page.
void WatchMachine::grow() {
    if (!may_grow_ || limit_ == 0 || limit_ >= page_size_) return;
    limit_ = std::min(page_size_, limit_ * 2);
    grown_ = true;
}

WatchMachine::Verdict WatchMachine::watch_failed(const base::Error& error) {
    switch (error.kind()) {
        case ErrorKind::Gone: return start_over_gone();
        case ErrorKind::Invalid:
        case ErrorKind::NotFound: return start_over();
        case ErrorKind::Protocol:
            // Once may be a cut line; twice is an event that will never be readable.
            if (++garbled_ >= 2) return start_over();
            break;
        default: break;
    }
    state_ = State::InitListed;
    return Verdict::BackOff;
}

WatchMachine::Verdict WatchMachine::error_event(const base::Error& error) {
    if (state_ == State::InitialWatch) return initial_watch_failed(error);
    if (error.kind() == ErrorKind::Gone) return start_over_gone();
    if (error.kind() != ErrorKind::TooManyRequests) return start_over();
    state_ = State::InitListed;
    return Verdict::BackOff;
}

}  // namespace kube
