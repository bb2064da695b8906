#include "controller/http/line_splitter.h"

#include <gtest/gtest.h>

#include <vector>

#include "controller/base/error.h"

namespace {

using http::LineSplitter;
using Lines = std::vector<std::string>;

struct Collector {
    Lines lines;
    LineSplitter::LineSink sink() {
        return [this](std::string_view line) {
            lines.emplace_back(line);
            return true;
        };
    }
};

TEST(LineSplitter, LinesComeOutWithoutTheirNewline) {
    Collector seen;
    LineSplitter splitter(100);
    EXPECT_TRUE(splitter.feed("one\ntwo\n", seen.sink()));
    EXPECT_EQ(seen.lines, (Lines{"one", "two"}));
}

TEST(LineSplitter, EveryWayOfCuttingGivesTheSameLines) {
    const std::string text = "first line\n\nsecond\nthird one\n";
    for (std::size_t a = 0; a <= text.size(); ++a) {
        for (std::size_t b = a; b <= text.size(); ++b) {
            Collector seen;
            LineSplitter splitter(20);
            for (const auto& piece : {text.substr(0, a), text.substr(a, b - a), text.substr(b)}) {
                splitter.feed(piece, seen.sink());
            }
            ASSERT_EQ(seen.lines, (Lines{"first line", "second", "third one"})) << a << " " << b;
        }
    }
}

TEST(LineSplitter, WhatFollowsTheLastNewlineWaitsForFinish) {
    Collector seen;
    LineSplitter splitter(100);
    splitter.feed("whole\nrest", seen.sink());
    EXPECT_EQ(seen.lines, (Lines{"whole"}));
    splitter.finish(seen.sink());
    EXPECT_EQ(seen.lines, (Lines{"whole", "rest"}));
    splitter.finish(seen.sink());
    EXPECT_EQ(seen.lines.size(), 2u);
}

TEST(LineSplitter, StopsWhenTheSinkHasHadEnough) {
    int calls = 0;
    LineSplitter splitter(100);
    const auto once = [&](std::string_view) { return ++calls < 2; };
    EXPECT_FALSE(splitter.feed("a\nb\nc\n", once));
    EXPECT_EQ(calls, 2);
}

TEST(LineSplitter, ALineOfExactlyTheCapPasses) {
    Collector seen;
    LineSplitter splitter(5);
    splitter.feed("12345\n123", seen.sink());
    splitter.feed("45\n", seen.sink());
    EXPECT_EQ(seen.lines, (Lines{"12345", "12345"}));
}

TEST(LineSplitter, ALineBeyondTheCapIsRefusedHoweverItComes) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{7}}) {
        Collector seen;
        LineSplitter splitter(5);
        const std::string text = "123456\n";
        const auto feed = [&] {
            for (std::size_t at = 0; at < text.size(); at += piece) splitter.feed(text.substr(at, piece), seen.sink());
        };
        try {
            feed();
            ADD_FAILURE() << piece;
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::Protocol);
        }
        EXPECT_TRUE(seen.lines.empty());
    }
}

TEST(LineSplitter, ABeginningBeyondTheCapIsRefusedWithoutWaitingForItsEnd) {
    Collector seen;
    LineSplitter splitter(5);
    splitter.feed("123", seen.sink());
    EXPECT_THROW(splitter.feed("456", seen.sink()), base::Error);
}

}  // namespace
