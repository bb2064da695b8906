#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "controller/http/transport.h"
#include "controller/kube/client.h"
#include "controller/kube/connection.h"
#include "tests/fakes/capturing_log_sink.h"
#include "tests/fakes/eventually.h"
#include "tests/fakes/fake_clock.h"

namespace tests {

// What a test answers, and what was asked of it, by many threads in any order; fakes::FakeTransport is for scripts that
// run in one. Knows nothing of Kubernetes. Threads: any.
class ScriptedApi {
public:
    using Answer = std::function<http::Response(const http::Request&)>;

    explicit ScriptedApi(const base::Clock& clock)
        : connection_(std::make_shared<kube::Connection>(config(), kube::Connection::Options{}, clock, factory())) {}

    std::shared_ptr<kube::Connection> connection() const { return connection_; }
    void answer(Answer answer) {
        set([&] { answer_ = std::move(answer); });
    }
    // A line for whoever watches now or next.
    void push_line(const nlohmann::json& event) {
        set([&] { lines_.push_back(event.dump()); });
    }

    struct Asked {
        std::string method, target, content_type;
        nlohmann::json body;
    };
    std::vector<Asked> asked() const {
        const std::lock_guard lock(mutex_);
        return asked_;
    }
    std::size_t count(const std::string& method) const {
        std::size_t result = 0;
        for (const auto& one : asked()) result += one.method == method ? 1U : 0U;
        return result;
    }
    std::vector<std::string> watched() const {
        const std::lock_guard lock(mutex_);
        return watched_;
    }

    static http::Response reply(int status, const nlohmann::json& body) { return {status, {}, body.dump()}; }
    static http::Response refusal(int status, const std::string& reason) {
        return reply(status, {{"kind", "Status"},
                              {"apiVersion", "v1"},
                              {"status", "Failure"},
                              {"reason", reason},
                              {"message", reason},
                              {"code", status}});
    }

private:
    class Transport final : public http::Transport {
    public:
        explicit Transport(ScriptedApi& api) : api_(api) {}
        http::Response send(const http::Request& request, std::stop_token) override { return api_.send(request); }
        http::StreamEnd stream(const http::Request& request, const HeadersSink& on_headers, const LineSink& on_line,
                               std::stop_token stop) override {
            return api_.stream(request, on_headers, on_line, stop);
        }

    private:
        ScriptedApi& api_;
    };

    static kube::Config config() {
        kube::Config result;
        result.server = "http://api.test";
        return result;
    }
    kube::Connection::TransportFactory factory() {
        return [this](http::TransportOptions) { return std::make_unique<Transport>(*this); };
    }
    template <typename Change>
    void set(Change change) {
        const std::lock_guard lock(mutex_);
        change();
        changed_.notify_all();
    }

    http::Response send(const http::Request& request) {
        if (request.before_send) request.before_send();
        Answer answer;
        {
            const std::lock_guard lock(mutex_);
            const auto type = request.headers.find("Content-Type");
            asked_.push_back({request.method, request.target, type == request.headers.end() ? "" : type->second,
                              request.body.empty() ? nlohmann::json() : nlohmann::json::parse(request.body)});
            answer = answer_;
        }
        return answer(request);
    }

    http::StreamEnd stream(const http::Request& request, const http::Transport::HeadersSink& on_headers,
                           const http::Transport::LineSink& on_line, std::stop_token stop) {
        on_headers({200, {}, ""});
        std::unique_lock lock(mutex_);
        watched_.push_back(request.target);
        while (changed_.wait(lock, stop, [this] { return !lines_.empty(); })) {
            const auto line = lines_.front();
            lines_.pop_front();
            lock.unlock();
            if (!on_line(line)) return http::StreamEnd::Stopped;
            lock.lock();
        }
        return http::StreamEnd::Stopped;
    }

    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    Answer answer_ = [](const http::Request&) { return reply(200, nlohmann::json::object()); };
    std::deque<std::string> lines_;
    std::vector<Asked> asked_;
    std::vector<std::string> watched_;
    std::shared_ptr<kube::Connection> connection_;
};

inline base::Logger quiet() { return fakes::logger_into(std::make_shared<fakes::CapturingLogSink>()); }

}  // namespace tests
