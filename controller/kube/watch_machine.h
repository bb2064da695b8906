#pragma once

#include <string>

#include "controller/base/error.h"
#include "controller/http/transport.h"

namespace kube {

// The five states of kube-rs' watcher as pure transitions: what to ask the server next, given what it said so far. No
// clock, no socket, no handler; Watcher drives it and obeys the verdicts.
//
//   Empty --list--> InitPage --last page--> InitListed --watch--> Watching
//     |                                         ^  end of stream      |
//     +--streaming list--> InitialWatch --end bookmark--> Watching <--+      410, unknown errors, deaf: back to Empty
//
// Resource versions are opaque. None is remembered before a list is complete: the synthetic events of a streaming list
// are not in their order.
class WatchMachine {
public:
    enum class State { Empty, InitPage, InitialWatch, InitListed, Watching };
    enum class Step { ListPage, StreamingList, Watch };
    enum class Verdict { AtOnce, BackOff };

    WatchMachine(bool streaming_list, int page_size);

    Step next();
    State state() const { return state_; }
    const std::string& resource_version() const { return resource_version_; }  // to watch from
    const std::string& continue_token() const { return continue_token_; }      // "" on the first page
    int limit() const { return limit_; }                                       // of a page; 0 for the whole list

    void page_taken(const std::string& resource_version, const std::string& continue_token);
    void initial_events_end(const std::string& resource_version);
    void event_taken(const std::string& resource_version);

    // The stream came to its end. `silent` says that it lasted less than a second and brought nothing.
    Verdict stream_ended(http::StreamEnd end, bool silent);
    // The request was refused, the connection failed, or what came could not be read (Protocol).
    Verdict failed(const base::Error& error);
    // An ERROR event in a stream that was running.
    Verdict error_event(const base::Error& error);

private:
    Verdict initial_watch_failed(const base::Error& error);
    Verdict page_failed(const base::Error& error);
    Verdict watch_failed(const base::Error& error);
    Verdict start_over();
    Verdict start_over_gone();
    void grow();
    void list_complete(const std::string& resource_version);

    const bool streaming_list_;
    const int page_size_;
    State state_ = State::Empty;
    std::string resource_version_, continue_token_;
    int limit_;
    bool grown_ = false;              // limit_ is larger than what last failed left of it
    bool may_grow_ = true;            // until a page that was let grow fails, or the list is complete
    bool streaming_refused_ = false;  // until the next complete list
    int broken_streams_ = 0;          // streaming lists that did not come to their end since the last complete list
    int garbled_ = 0;                 // streams in a row that ended with something unreadable
    int gone_ = 0;                    // 410s in a row, with no watch in between that got anywhere
    bool heard_ = false;              // an event of the watch that runs, bookmarks included
    int deaf_ = 0;                    // watches that fell silent before their first event, since the last event of any
};

}  // namespace kube
