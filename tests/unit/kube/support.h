#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "controller/base/clock.h"
#include "controller/base/error.h"
#include "controller/http/transport.h"
#include "controller/kube/connection.h"
#include "tests/fakes/capturing_log_sink.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_random.h"

namespace kube::test {

// What the server says to the next request. For streams: the lines, then how it ends. `error` is thrown instead of
// (send) or after (stream) the answer; `before` runs first.
struct Answer {
    int status = 200;
    std::string body;
    http::Headers headers;
    std::vector<std::string> lines;
    http::StreamEnd end = http::StreamEnd::ServerClosed;
    std::optional<base::Error> error;
    std::function<void()> before;
};

// The server's side of a test: answers in order, requests as they came. What comes after the last answer asks
// `exhausted` and is cancelled.
struct Script {
    std::deque<Answer> answers;
    std::vector<http::Request> requests;
    std::vector<http::TransportOptions> built;  // one a transport that was made
    std::function<void()> exhausted = [] {};
    std::function<void(const http::TransportOptions&)> on_build = [](const http::TransportOptions&) {};

    Connection::TransportFactory factory();
    std::shared_ptr<Connection> connect(const base::Clock& clock, Config config = {}, Connection::Options options = {});
};

// A folder that goes with the test.
class TempFolder {
public:
    TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder();
    std::string path(const std::string& name) const { return (root_ / name).string(); }
    std::string write(const std::string& name, const std::string& text, bool executable = false) const;

private:
    std::filesystem::path root_;
};

// All lines of `sink`, for messages of failed checks.
std::string joined(const fakes::CapturingLogSink& sink);

// Runs `action` and returns the Error it throws; fails the test where it throws none.
base::Error error_of(const std::function<void()>& action);

std::string status_body(int code, const std::string& reason, const std::string& message,
                        const std::string& details = "{}");

}  // namespace kube::test
