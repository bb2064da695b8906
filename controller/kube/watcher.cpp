#include "controller/kube/watcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "controller/base/error.h"
#include "controller/http/url.h"
#include "controller/kube/json_text.h"
#include "controller/kube/list_page.h"
#include "controller/kube/status_error.h"
#include "controller/kube/watch_feed.h"
#include "controller/kube/watch_machine.h"

namespace kube {

using base::Error;
using base::ErrorKind;
using Verdict = WatchMachine::Verdict;

namespace {

constexpr auto kSlowList = std::chrono::seconds(10);
constexpr auto kBrief = std::chrono::seconds(1);  // a watch that ends so soon and without events is a failure
// Whatever the server says: meanwhile the cache grows old, and a server that is well again says so to nobody.
constexpr base::Duration kLongestRest = std::chrono::seconds(60);

}  // namespace

// One run: asks what the machine wants, feeds it the answer, waits where it says so.
class Watcher::Loop {
public:
    explicit Loop(Watcher& watcher)
        : watcher_(watcher),
          machine_(watcher.options_.streaming_list, watcher.options_.page_size),
          backoff_(watcher.options_.backoff, watcher.clock_, watcher.random_) {}

    void run(std::stop_token stop) {
        while (!stop.stop_requested()) {
            trouble_.reset();
            const bool at_once = turn(stop) == Verdict::AtOnce;
            if (stop.stop_requested()) return;
            const auto delay = at_once ? base::Duration::zero() : rest();
            if (trouble_) report(*trouble_, delay);
            if (at_once) continue;
            watcher_.failures_.fetch_add(1);
            watcher_.options_.sleep(stop, delay);
        }
    }

private:
    Verdict turn(std::stop_token stop) {
        try {
            const auto step = machine_.next();
            return step == WatchMachine::Step::ListPage ? list_page(stop) : stream(step, stop);
        } catch (const Error& error) {
            return failed(error, stop);
        } catch (const std::exception& error) {
            return failed(Error(ErrorKind::Protocol, error.what()), stop);
        }
    }

    Verdict failed(const Error& error, const std::stop_token& stop) {
        if (stop.stop_requested()) return Verdict::AtOnce;
        note(error);
        return machine_.failed(error);
    }

    // To be told when it is known how long it will rest.
    void note(const Error& error) {
        if (machine_.state() == WatchMachine::State::InitialWatch && error.kind() == ErrorKind::Invalid) {
            watcher_.log_.debug("no streaming list here; listing in pages", {{"error", error.what()}});
        } else {
            trouble_ = error;
        }
    }

    base::Duration rest() {
        const auto told = trouble_ ? trouble_->retry_after() : std::nullopt;
        return std::max(backoff_.next(),
                        std::min<base::Duration>(told.value_or(std::chrono::milliseconds(0)), kLongestRest));
    }

    Verdict list_page(std::stop_token stop) {
        const auto& scope = watcher_.scope_;
        const bool first = machine_.continue_token().empty();
        if (first) list_began_ = watcher_.clock_.now();
        const auto response = watcher_.connection_->send(
            list_request({scope.resource, scope.namespace_name, scope.label_selector, scope.field_selector,
                          machine_.limit(), machine_.continue_token()}),
            stop);
        if (response.status != 200) throw status_error(response, watcher_.clock_.wall());
        auto list = parse_list(response.body, scope.resource);
        if (first) watcher_.handler_.init();
        for (auto& item : list["items"]) {
            try {
                watcher_.handler_.init_apply(std::move(item));
            } catch (const std::exception& error) {
                watcher_.log_.warn("listed object skipped: its handler failed", {{"error", error.what()}});
            }
        }
        const auto continue_token = list_continue_token(list);
        if (continue_token.empty()) {
            watcher_.handler_.init_done();
            list_completed();
        }
        machine_.page_taken(resource_version_of(list), continue_token);
        return Verdict::AtOnce;
    }

    Verdict stream(WatchMachine::Step step, std::stop_token stop) {
        const auto began = watcher_.clock_.now();
        if (step == WatchMachine::Step::StreamingList) list_began_ = began;
        WatchFeed feed(machine_, watcher_.handler_, watcher_.scope_.resource, watcher_.log_);
        std::optional<Error> refusal;
        const auto on_headers = [&](const http::Response& response) {
            if (response.status == 200) {
                feed.opened();
            } else {
                refusal = status_error(response, watcher_.clock_.wall());
            }
        };
        const auto on_line = [&](std::string_view line) {
            const bool listed = feed.list_completed();
            const bool go_on = feed.line(line);
            if (feed.list_completed() && !listed) list_completed();
            return go_on;
        };
        const auto end = watcher_.connection_->stream(watch_request(step), on_headers, on_line, stop);
        if (refusal) throw Error(*refusal);
        if (stop.stop_requested()) return Verdict::AtOnce;
        if (feed.garbled()) throw Error(*feed.garbled());
        if (feed.error_event()) {
            note(*feed.error_event());
            return machine_.error_event(*feed.error_event());
        }
        const bool watched = machine_.state() == WatchMachine::State::Watching;
        const auto verdict = machine_.stream_ended(end, feed.events() == 0 && watcher_.clock_.now() - began < kBrief);
        if (watched && machine_.state() == WatchMachine::State::Empty) {
            watcher_.log_.warn("the watch hears nothing, not even bookmarks: listing again",
                               {{"resourceVersion", machine_.resource_version()}});
        }
        return verdict;
    }

    http::Request watch_request(WatchMachine::Step step) {
        const auto& scope = watcher_.scope_;
        const auto& options = watcher_.options_;
        const auto spread = static_cast<double>((options.timeout_max - options.timeout_min).count());
        const auto timeout =
            options.timeout_min + std::chrono::seconds(static_cast<std::int64_t>(spread * watcher_.random_.unit()));
        http::Query query{{"watch", "true"}, {"allowWatchBookmarks", "true"}};
        query.emplace_back("timeoutSeconds", std::to_string(timeout.count()));
        if (step == WatchMachine::Step::StreamingList) {
            query.emplace_back("sendInitialEvents", "true");
            query.emplace_back("resourceVersionMatch", "NotOlderThan");
        } else {
            query.emplace_back("resourceVersion", machine_.resource_version());
        }
        if (!scope.label_selector.empty()) query.emplace_back("labelSelector", scope.label_selector);
        if (!scope.field_selector.empty()) query.emplace_back("fieldSelector", scope.field_selector);
        http::Request request;
        request.target = scope.resource.path(scope.namespace_name) + http::format_query(query);
        request.headers["Accept"] = "application/json";
        return request;
    }

    void list_completed() {
        watcher_.lists_.fetch_add(1);
        watcher_.synced_.store(true);
        const auto took = watcher_.clock_.now() - list_began_;
        if (took < kSlowList) return;
        watcher_.log_.info("slow list", {{"seconds", base::seconds_of(took)}});
    }

    void report(const Error& error, base::Duration delay) const {
        const std::initializer_list<base::LogField> fields = {{"error", error.what()},
                                                              {"retryAfterSeconds", base::seconds_of(delay)}};
        const auto& scope = watcher_.scope_;
        if (error.kind() == ErrorKind::Forbidden) {
            const auto& group = scope.resource.group;
            watcher_.log_.warn(
                fmt::format("may not list and watch {}{} in {}: the role needs both verbs", scope.resource.plural,
                            group.empty() ? "" : "." + group,
                            scope.namespace_name.empty() ? "all namespaces" : "namespace " + scope.namespace_name),
                fields);
        } else {
            watcher_.log_.info("watch failed; trying again", fields);
        }
    }

    Watcher& watcher_;
    WatchMachine machine_;
    base::Backoff backoff_;
    base::Instant list_began_{};
    std::optional<Error> trouble_;  // of this turn
};

Watcher::Watcher(std::shared_ptr<Connection> connection, WatchScope scope, WatcherOptions options,
                 WatchHandler& handler, const base::Clock& clock, base::Random& random, base::Logger log)
    : connection_(std::move(connection)),
      scope_(std::move(scope)),
      options_(std::move(options)),
      handler_(handler),
      clock_(clock),
      random_(random),
      log_(log.with({{"watch", scope_.resource.plural}})) {}

void Watcher::run(std::stop_token stop) { Loop(*this).run(stop); }

}  // namespace kube
