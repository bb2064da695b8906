#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controller/base/error.h"
#include "controller/http/transport.h"

namespace fakes {

// A transport with a script: each send() takes the next reply, each stream() the next stream. A request that the script
// does not know fails the test. Threads: any; requests are recorded in the order of arrival.
class FakeTransport final : public http::Transport {
public:
    using Handler = std::function<http::Response(const http::Request&)>;

    struct Stream {
        std::vector<std::string> lines{};
        std::optional<http::StreamEnd> end = http::StreamEnd::ServerClosed;  // nullopt: stays open until stop
        int status = 200;
        std::string body{};  // of an error
        http::Headers headers{};
    };

    FakeTransport& reply(int status, std::string body = {}, http::Headers headers = {}) {
        return handle([=](const http::Request&) {
            http::Response response;
            response.status = status;
            response.body = body;
            response.headers = headers;
            return response;
        });
    }
    FakeTransport& fail(base::Error error) {
        return handle([error](const http::Request&) -> http::Response { throw error; });
    }
    FakeTransport& handle(Handler handler) {
        const std::lock_guard lock(mutex_);
        replies_.push_back(std::move(handler));
        return *this;
    }
    // For every request that comes when the script is at its end.
    FakeTransport& otherwise(Handler handler) {
        const std::lock_guard lock(mutex_);
        otherwise_ = std::move(handler);
        return *this;
    }
    FakeTransport& stream_next(Stream stream) {
        return stream_next([stream](const http::Request&) { return stream; });
    }
    // Called with the request, to look at it; may throw base::Error.
    FakeTransport& stream_next(std::function<Stream(const http::Request&)> script) {
        const std::lock_guard lock(mutex_);
        streams_.push_back(std::move(script));
        return *this;
    }

    std::vector<http::Request> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }
    // "GET /path", one a request.
    std::vector<std::string> calls() const {
        std::vector<std::string> result;
        for (const http::Request& request : requests()) result.push_back(request.method + " " + request.target);
        return result;
    }
    bool script_is_done() const {
        const std::lock_guard lock(mutex_);
        return replies_.empty() && streams_.empty();
    }

    http::Response send(const http::Request& request, std::stop_token stop) override {
        if (request.before_send) request.before_send();
        const Handler handler = take(request, replies_, otherwise_);
        if (stop.stop_requested()) throw base::Error(base::ErrorKind::Cancelled, "stopped");
        return handler(request);
    }

    http::StreamEnd stream(const http::Request& request, const HeadersSink& on_headers, const LineSink& on_line,
                           std::stop_token stop) override {
        const Stream script = take(request, streams_, {})(request);
        http::Response head;
        head.status = script.status;
        head.headers = script.headers;
        if (script.status != 200) head.body = script.body;
        on_headers(head);
        if (script.status != 200) return http::StreamEnd::ServerClosed;
        for (const std::string& line : script.lines) {
            if (stop.stop_requested() || !on_line(line)) return http::StreamEnd::Stopped;
        }
        if (script.end) return *script.end;
        std::unique_lock lock(mutex_);
        never_.wait(lock, stop, [] { return false; });
        return http::StreamEnd::Stopped;
    }

private:
    template <typename Step>
    Step take(const http::Request& request, std::deque<Step>& script, const Step& otherwise) {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
        if (script.empty() && otherwise) return otherwise;
        if (script.empty()) {
            ADD_FAILURE() << "the script does not expect " << request.method << " " << request.target;
            throw base::Error(base::ErrorKind::Unavailable, "the script is at its end");
        }
        Step step = std::move(script.front());
        script.pop_front();
        return step;
    }

    mutable std::mutex mutex_;
    std::condition_variable_any never_;
    std::deque<Handler> replies_;
    Handler otherwise_;
    std::deque<std::function<Stream(const http::Request&)>> streams_;
    std::vector<http::Request> requests_;
};

}  // namespace fakes
