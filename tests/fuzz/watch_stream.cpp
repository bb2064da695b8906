// Whatever a stream brings, the cache is told in the order it relies on: init, additions, init_done, and changes only
// after that. A stream ends by a verdict and never by an exception.
#include <nlohmann/json.hpp>

#include "controller/http/line_splitter.h"
#include "controller/kube/watch_feed.h"
#include "tests/fuzz/fuzz.h"

namespace {

class Cache final : public kube::WatchHandler {
public:
    explicit Cache(bool complete) : complete_(complete) {}
    void init() override {
        listing_ = true;
        complete_ = false;
    }
    void init_apply(nlohmann::json&& object) override {
        fuzz::must(listing_ && !complete_, "an object of a list comes while it is listed");
        take(object);
    }
    void init_done() override {
        fuzz::must(listing_, "a list that ends has begun");
        listing_ = false;
        complete_ = true;
    }
    void apply(nlohmann::json&& object) override { change(object); }
    void remove(nlohmann::json&& object) override { change(object); }

private:
    void change(const nlohmann::json& object) {
        fuzz::must(complete_ && !listing_, "a change comes when the list is complete");
        take(object);
    }
    static void take(const nlohmann::json& object) {
        fuzz::must(object.value("kind", "") == "Secret", "an object is of the kind that is watched");
        // As a parser of the kind does that cannot read it.
        if (object.contains("odd")) throw base::Error(base::ErrorKind::Protocol, "odd");
    }
    bool listing_ = false;
    bool complete_;
};

class Nowhere final : public base::LogSink {
public:
    void write(std::string_view line) override {
        fuzz::must(line.find('\n') == std::string_view::npos, "a log line is one line");
    }
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const base::Logger log(base::LogLevel::Info, base::LogFormat::Json, std::make_shared<Nowhere>());
    fuzz::Input input(data, size);
    const bool streaming = input.choice(2) == 1;
    const std::size_t piece = 1 + input.choice(64);
    const std::string_view text = input.rest();

    kube::WatchMachine machine(streaming, 500);
    (void)machine.next();
    if (!streaming) machine.page_taken("1", "");
    if (!streaming) (void)machine.next();
    Cache cache(!streaming);
    kube::WatchFeed feed(machine, cache, kube::secrets(), log);
    feed.opened();
    http::LineSplitter splitter(4096);
    const auto line = [&](std::string_view one) { return feed.line(one); };
    bool goes_on = true;
    for (std::size_t at = 0; at < text.size() && goes_on; at += piece) {
        fuzz::error_of([&] { goes_on = splitter.feed(text.substr(at, piece), line); }, base::ErrorKind::Protocol);
    }
    fuzz::must(goes_on || feed.garbled() || feed.error_event(), "a stream that is of no use says why");
    if (feed.error_event()) {
        (void)machine.error_event(*feed.error_event());
    } else if (feed.garbled()) {
        fuzz::must(feed.garbled()->kind() == base::ErrorKind::Protocol, "a line that is no event is the peer's fault");
        (void)machine.failed(*feed.garbled());
    } else {
        (void)machine.stream_ended(http::StreamEnd::ServerClosed, feed.events() == 0);
    }
    (void)machine.next();
    return 0;
}
