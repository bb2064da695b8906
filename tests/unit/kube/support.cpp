#include "tests/unit/kube/support.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <utility>

namespace kube::test {
namespace {

class ScriptedTransport final : public http::Transport {
public:
    explicit ScriptedTransport(Script& script) : script_(script) {}

    http::Response send(const http::Request& request, std::stop_token) override {
        auto answer = take(request);
        if (answer.error) throw base::Error(*answer.error);
        return {answer.status, answer.headers, answer.body};
    }

    http::StreamEnd stream(const http::Request& request, const HeadersSink& on_headers, const LineSink& on_line,
                           std::stop_token) override {
        auto answer = take(request);
        if (answer.error && answer.lines.empty() && answer.status == 0) throw base::Error(*answer.error);
        on_headers({answer.status, answer.headers, answer.status == 200 ? "" : answer.body});
        if (answer.status != 200) return http::StreamEnd::ServerClosed;
        for (const auto& line : answer.lines) {
            if (!on_line(line)) return http::StreamEnd::Stopped;
        }
        if (answer.error) throw base::Error(*answer.error);
        return answer.end;
    }

private:
    Answer take(const http::Request& request) {
        if (request.before_send) request.before_send();
        if (script_.answers.empty()) {
            script_.exhausted();
            throw base::Error(base::ErrorKind::Cancelled, "the script is at its end");
        }
        script_.requests.push_back(request);
        auto answer = std::move(script_.answers.front());
        script_.answers.pop_front();
        if (answer.before) answer.before();
        return answer;
    }

    Script& script_;
};

}  // namespace

std::string joined(const fakes::CapturingLogSink& sink) {
    std::string text;
    for (const auto& line : sink.lines()) text += line + "\n";
    return text;
}

Connection::TransportFactory Script::factory() {
    return [this](http::TransportOptions options) -> std::unique_ptr<http::Transport> {
        on_build(options);
        built.push_back(std::move(options));
        return std::make_unique<ScriptedTransport>(*this);
    };
}

std::shared_ptr<Connection> Script::connect(const base::Clock& clock, Config config, Connection::Options options) {
    if (config.server.empty()) config.server = "https://api.test:6443";
    return std::make_shared<Connection>(std::move(config), std::move(options), clock, factory());
}

TempFolder::TempFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "op-kube-").string() + std::string(6, 'X');
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    root_ = pattern;
}

TempFolder::~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
}

std::string TempFolder::write(const std::string& name, const std::string& text, bool executable) const {
    const auto file = root_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
    if (executable) std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    return file.string();
}

base::Error error_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const base::Error& error) {
        return error;
    }
    ADD_FAILURE() << "nothing was thrown";
    return {base::ErrorKind::Protocol, "nothing was thrown"};
}

std::string status_body(int code, const std::string& reason, const std::string& message, const std::string& details) {
    return R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":")" + message + R"(","reason":")" +
           reason + R"(","details":)" + details + R"(,"code":)" + std::to_string(code) + "}";
}

}  // namespace kube::test
