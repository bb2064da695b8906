#include "controller/http/transport.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "controller/base/error.h"
#include "controller/http/body_end.h"
#include "controller/http/exchange.h"
#include "controller/http/line_splitter.h"
#include "controller/http/request_check.h"
#include "controller/http/wire_pool.h"

namespace http {
namespace {

using base::Error;
using base::ErrorKind;
using Delivery = Exchange::Delivery;
using Event = Exchange::Event;

constexpr std::chrono::milliseconds kPatience{250};  // for the I/O thread to notice that a request was cancelled
constexpr std::size_t kLargestErrorBody = std::size_t{1} << 20;
constexpr int kMostStaleConnections = 64;

base::Instant now() { return base::system_clock().now(); }

// A request under way. Going out of scope cancels what has not ended and leaves.
class Flight {
public:
    Flight(WirePool& pool, const Request& request, Delivery delivery, std::size_t cap)
        : exchange(std::make_shared<Exchange>(delivery, cap)),
          pool_(pool),
          wire_(pool.get(request.method)),
          cancel_(wire_->launch(request, exchange)) {}
    Flight(const Flight&) = delete;
    Flight& operator=(const Flight&) = delete;
    ~Flight() {
        if (!exchange->has_ended()) cancel_();
        exchange->leave(kPatience);
        if (!exchange->has_ended() && !exchange->was_written()) pool_.lost_lookups().add(exchange, now());
    }

    const Failure* failure() const {  // where it failed before anything came
        const bool failed = first == Event::End && exchange->failure();
        return failed ? &*exchange->failure() : nullptr;
    }
    // May the other connections of its pool be as bad as its own? A peer that is gone without a word is known by its
    // silence alone. As long as nothing was written there was no connection to be silent.
    bool casts_doubt() const {
        return (failure() != nullptr && !failure()->untried) ||
               (first == Event::DeadlinePassed && exchange->was_written());
    }
    void discard_connections() { pool_.discard(wire_); }

    const std::shared_ptr<Exchange> exchange;
    Event first = Event::End;
    bool repeated = false;

private:
    WirePool& pool_;
    const std::shared_ptr<Wire> wire_;
    const Wire::Cancel cancel_;
};

class PooledTransport final : public Transport {
public:
    explicit PooledTransport(TransportOptions options) : options_(std::move(options)), pool_(options_) {}

    Response send(const Request& request, std::stop_token stop) override;
    StreamEnd stream(const Request& request, const HeadersSink& on_headers, const LineSink& on_line,
                     std::stop_token stop) override;

private:
    std::unique_ptr<Flight> begin(const Request& request, Delivery delivery, const std::stop_token& stop,
                                  base::Instant deadline);
    bool read_error_body(Flight& flight, const std::stop_token& stop, base::Instant deadline);
    StreamEnd read_lines(Flight& flight, const LineSink& on_line, const std::stop_token& stop);
    void refuse_encoded_reply(const Request& request, const Response& response) const;
    Error in_words(const Flight& flight, const Request& request, std::chrono::milliseconds deadline) const;

    const TransportOptions options_;
    WirePool pool_;
};

// Sends and waits for the first thing that happens. Where a stale connection is to blame it sends again: at once if
// nothing had been written, else once, and only if sending it twice does what sending it once does.
std::unique_ptr<Flight> PooledTransport::begin(const Request& request, Delivery delivery, const std::stop_token& stop,
                                               base::Instant deadline) {
    check_request(request);
    const base::Instant begun = now();
    bool repeated = false;
    for (int stale = 0;; ++stale) {
        if (request.before_send) request.before_send();
        auto flight = std::make_unique<Flight>(pool_, request, delivery, options_.max_body_bytes);
        flight->repeated = repeated;
        flight->first = flight->exchange->wait(stop, deadline);
        const Failure* failure = flight->failure();
        if (failure != nullptr && failure->unsent && stale < kMostStaleConnections) continue;
        if (flight->casts_doubt()) flight->discard_connections();
        if (failure != nullptr && failure->is_stale_connection() && is_repeatable(request.method) && !repeated) {
            repeated = true;
            continue;
        }
        if (options_.observer != nullptr) {
            const bool answered = flight->first == Event::Head || (flight->first == Event::End && failure == nullptr);
            const std::string code = answered ? std::to_string(flight->exchange->response().status) : "<error>";
            options_.observer->request_done(pool_.authority(), request.method, code, now() - begun);
        }
        return flight;
    }
}

Response PooledTransport::send(const Request& request, std::stop_token stop) {
    const auto flight = begin(request, Delivery::Collected, stop, now() + request.deadline);
    if (flight->first != Event::End || flight->failure() != nullptr) throw in_words(*flight, request, request.deadline);
    Response& response = flight->exchange->response();
    refuse_encoded_reply(request, response);
    // Over TLS the peer has to say goodbye, or the library reports a failure. Without TLS nothing tells an end from a
    // cut.
    if (!pool_.is_tls() && !says_where_it_ends(request.method, response)) {
        throw Error(ErrorKind::Unavailable, describe(request, pool_.base_url()) +
                                                ": the reply does not say how long it is, so it may have been cut");
    }
    return std::move(response);
}

StreamEnd PooledTransport::stream(const Request& request, const HeadersSink& on_headers, const LineSink& on_line,
                                  std::stop_token stop) {
    const base::Instant deadline = now() + request.head_deadline;
    const auto flight = begin(request, Delivery::HandedOver, stop, deadline);
    if (flight->first == Event::Stopped) return StreamEnd::Stopped;
    if (flight->first != Event::Head) throw in_words(*flight, request, request.head_deadline);
    Response& response = flight->exchange->response();
    refuse_encoded_reply(request, response);
    if (response.status != 200 && !read_error_body(*flight, stop, deadline)) return StreamEnd::Stopped;
    on_headers(response);
    if (response.status != 200) return StreamEnd::ServerClosed;
    return read_lines(*flight, on_line, stop);
}

// As much of it as comes: it explains a status that is known already. False if stopped.
bool PooledTransport::read_error_body(Flight& flight, const std::stop_token& stop, base::Instant deadline) {
    Exchange& exchange = *flight.exchange;
    std::string& body = exchange.response().body;
    Event event = Event::Head;
    while ((event = exchange.wait(stop, deadline)) == Event::Bytes && body.size() < kLargestErrorBody) {
        body.append(exchange.bytes().substr(0, kLargestErrorBody - body.size()));
    }
    return event != Event::Stopped;
}

StreamEnd PooledTransport::read_lines(Flight& flight, const LineSink& on_line, const std::stop_token& stop) {
    Exchange& exchange = *flight.exchange;
    LineSplitter splitter(options_.max_line_bytes);
    while (!stop.stop_requested()) {
        const Event event = exchange.wait(stop, std::nullopt);
        if (event == Event::Stopped) break;
        if (event == Event::Bytes) {
            if (!splitter.feed(exchange.bytes(), on_line)) break;
            continue;
        }
        const auto& failure = exchange.failure();
        if (!failure) return splitter.finish(on_line) ? StreamEnd::ServerClosed : StreamEnd::Stopped;
        if (failure->is_timeout()) return StreamEnd::Idle;
        const Error error = to_error(*failure, {});
        if (error.kind() == ErrorKind::Protocol) throw error;
        return StreamEnd::ServerClosed;
    }
    return StreamEnd::Stopped;
}

void PooledTransport::refuse_encoded_reply(const Request& request, const Response& response) const {
    try {
        refuse_encoded(response);
    } catch (const Error& error) {
        throw error.with_context(describe(request, pool_.base_url()));
    }
}

Error PooledTransport::in_words(const Flight& flight, const Request& request,
                                std::chrono::milliseconds deadline) const {
    const auto sentence = [&]() -> Error {
        switch (flight.first) {
            case Event::Stopped: return {ErrorKind::Cancelled, "stopped"};
            case Event::DeadlinePassed:
                return {ErrorKind::Timeout, fmt::format("no whole reply within {} ms", deadline.count())};
            case Event::TooLarge:
                return {ErrorKind::Protocol, fmt::format("the reply is larger than {} bytes", options_.max_body_bytes)};
            default: return to_error(*flight.failure(), pool_.refusal());
        }
    };
    // A repeat that could not be sent says nothing about what was sent before it.
    const bool perhaps_repeated = flight.repeated || may_be_repeated_unasked(request);
    const Error error = perhaps_repeated ? sentence().with_reason({}) : sentence();
    return error.with_context(describe(request, pool_.base_url()));
}

}  // namespace

std::unique_ptr<Transport> make_transport(TransportOptions options) {
    return std::make_unique<PooledTransport>(std::move(options));
}

}  // namespace http
