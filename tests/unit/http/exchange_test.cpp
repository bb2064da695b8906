#include "controller/http/exchange.h"

#include <gtest/gtest.h>

#include <thread>

namespace {

using http::Exchange;
using Event = Exchange::Event;
using Delivery = Exchange::Delivery;
using namespace std::chrono_literals;

const std::stop_token nobody_stops;

http::Response head(http::Headers headers = {}) {
    http::Response response;
    response.status = 200;
    response.headers = std::move(headers);
    return response;
}

struct Counter {
    int taken = 0;
    std::function<void()> hook() {
        return [this] { ++taken; };
    }
};

TEST(Exchange, CollectsTheBodyEvenWhereBytesOvertakeTheHead) {
    Exchange exchange(Delivery::Collected, 100);
    Counter counter;
    exchange.bytes_arrived("ab", counter.hook());
    exchange.head_arrived(head());
    exchange.bytes_arrived("cd", counter.hook());
    exchange.ended(std::nullopt);
    EXPECT_EQ(exchange.wait(nobody_stops, std::nullopt), Event::End);
    EXPECT_EQ(exchange.response().body, "abcd");
    EXPECT_EQ(exchange.response().status, 200);
    EXPECT_EQ(counter.taken, 2);
}

TEST(Exchange, ABodyBeyondTheCapIsReportedAtOnce) {
    Exchange exchange(Delivery::Collected, 3);
    Counter counter;
    exchange.bytes_arrived("abc", counter.hook());
    exchange.bytes_arrived("d", counter.hook());
    EXPECT_EQ(exchange.wait(nobody_stops, std::nullopt), Event::TooLarge);
    EXPECT_EQ(counter.taken, 2);
}

TEST(Exchange, AnAnnouncedLengthBeyondTheCapIsReportedBeforeItComes) {
    for (const char* length : {"4", "99999999999999999999999999"}) {
        Exchange exchange(Delivery::Collected, 3);
        exchange.head_arrived(head({{"Content-Length", length}}));
        EXPECT_EQ(exchange.wait(nobody_stops, std::nullopt), Event::TooLarge) << length;
    }
}

TEST(Exchange, HandsOutBytesOnlyAfterTheHeadAndAllThatCameAtOnce) {
    Exchange exchange(Delivery::HandedOver, 0);
    Counter counter;
    exchange.bytes_arrived("early ", counter.hook());
    EXPECT_EQ(exchange.wait(nobody_stops, base::Instant()), Event::DeadlinePassed);
    exchange.bytes_arrived("bird", counter.hook());
    exchange.head_arrived(head());
    EXPECT_EQ(counter.taken, 2) << "small pieces wait for nobody";
    EXPECT_EQ(exchange.wait(nobody_stops, std::nullopt), Event::Head);
    EXPECT_EQ(exchange.wait(nobody_stops, std::nullopt), Event::Bytes);
    EXPECT_EQ(exchange.bytes(), "early bird");
    exchange.bytes_arrived("late", counter.hook());
    EXPECT_EQ(exchange.bytes(), "early bird") << "what the caller works on stays as it is";
    exchange.ended(std::nullopt);
    EXPECT_EQ(exchange.wait(nobody_stops, std::nullopt), Event::Bytes);
    EXPECT_EQ(exchange.bytes(), "late");
    EXPECT_EQ(exchange.wait(nobody_stops, std::nullopt), Event::End);
}

TEST(Exchange, ReadsAheadOfASlowCallerSoFarAndNoFurther) {
    Exchange exchange(Delivery::HandedOver, 0);
    Counter counter;
    exchange.head_arrived(head());
    EXPECT_EQ(exchange.wait(nobody_stops, std::nullopt), Event::Head);
    exchange.bytes_arrived(std::string(Exchange::kReadAhead - 1, 'a'), counter.hook());
    EXPECT_EQ(counter.taken, 1);
    exchange.bytes_arrived("bc", counter.hook());
    EXPECT_EQ(counter.taken, 1) << "the socket is read no further";
    EXPECT_EQ(exchange.wait(nobody_stops, std::nullopt), Event::Bytes);
    EXPECT_EQ(counter.taken, 2) << "the next piece comes while the caller works on this one";
    EXPECT_EQ(exchange.bytes().size(), Exchange::kReadAhead + 1);
}

TEST(Exchange, WhatArrivedIsReportedBeforeTheStop) {
    std::stop_source source;
    source.request_stop();
    Exchange exchange(Delivery::Collected, 10);
    EXPECT_EQ(exchange.wait(source.get_token(), std::nullopt), Event::Stopped);
    exchange.ended(http::Failure{1, "broken"});
    EXPECT_EQ(exchange.wait(source.get_token(), std::nullopt), Event::End);
    ASSERT_TRUE(exchange.failure());
    EXPECT_EQ(exchange.failure()->message, "broken");
}

TEST(Exchange, AStopWakesTheCaller) {
    std::stop_source source;
    Exchange exchange(Delivery::HandedOver, 10);
    std::jthread stopper([&] { source.request_stop(); });
    EXPECT_EQ(exchange.wait(source.get_token(), std::nullopt), Event::Stopped);
}

TEST(Exchange, AfterLeavingBytesAreDroppedAndNeverBlockTheSender) {
    Exchange exchange(Delivery::HandedOver, 10);
    Counter counter;
    exchange.bytes_arrived(std::string(Exchange::kReadAhead, 'h'), counter.hook());
    EXPECT_EQ(counter.taken, 0);
    exchange.leave(0ms);
    EXPECT_EQ(counter.taken, 1);
    exchange.bytes_arrived("late", counter.hook());
    EXPECT_EQ(counter.taken, 2);
}

TEST(Exchange, LeavingWaitsForTheEndButNotForEver) {
    Exchange exchange(Delivery::Collected, 10);
    exchange.leave(1ms);
    EXPECT_FALSE(exchange.has_ended());
    std::jthread io([&] { exchange.ended(std::nullopt); });
    exchange.leave(10s);
    EXPECT_TRUE(exchange.has_ended());
}

}  // namespace
