#include "controller/base/log.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <thread>

#include "controller/base/log_line.h"
#include "controller/base/redaction.h"
#include "tests/fakes/capturing_log_sink.h"

namespace {

using base::LogFormat;
using base::LogLevel;
using namespace std::chrono_literals;

const base::WallTime noon{1767323045s};

std::string text_line(std::string_view message, const std::vector<base::LogField>& fields = {}) {
    return format_log_line(LogFormat::Text, LogLevel::Info, noon, message, fields);
}

nlohmann::json json_line(std::string_view message, const std::vector<base::LogField>& fields = {}) {
    return nlohmann::json::parse(format_log_line(LogFormat::Json, LogLevel::Warn, noon, message, fields));
}

TEST(LogLine, TextIsTimeLevelMessageAndFields) {
    EXPECT_EQ(text_line("key created", {{"name", "a/b"}, {"uses", 3}, {"ok", true}, {"ratio", 0.5}}),
              "2026-01-02T03:04:05.000000Z INFO  key created name=a/b uses=3 ok=true ratio=0.5");
}

TEST(LogLine, JsonIsTimeLevelMessageAndFields) {
    EXPECT_EQ(format_log_line(LogFormat::Json, LogLevel::Warn, noon, "key created", {{"name", "a/b"}, {"uses", 3}}),
              R"({"time":"2026-01-02T03:04:05.000000Z","level":"warn","msg":"key created","name":"a/b","uses":3})");
}

TEST(LogLine, TextQuotesWhatWouldReadWrongly) {
    EXPECT_EQ(text_line("m", {{"a", ""}, {"b", "two words"}, {"c", "x=y"}, {"d", "say \"hi\""}}),
              R"(2026-01-02T03:04:05.000000Z INFO  m a="" b="two words" c="x=y" d="say \"hi\"")");
}

TEST(LogLine, NothingFromOutsideBreaksTheLine) {
    const std::string nasty("line\nbreak\rreturn\ttab\x1b[31m\0nul\x7f", 31);
    for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
        const std::string line = format_log_line(format, LogLevel::Info, noon, nasty, {{"key", nasty}});
        for (const char character : line) EXPECT_GE(character, ' ') << line;
    }
    EXPECT_EQ(json_line(nasty)["msg"], nasty);
}

TEST(LogLine, BytesThatAreNotUtf8BecomeTheReplacementCharacter) {
    const nlohmann::json line = json_line(
        "ok",
        {{"a", "\xff\xc3"}, {"surrogate", "\xed\xa0\x80"}, {"overlong", "\xc0\xaf"}, {"beyond", "\xf4\x90\x80\x80"}});
    EXPECT_EQ(line["a"], "\ufffd\ufffd");
    EXPECT_EQ(line["surrogate"], "\ufffd");
    EXPECT_EQ(line["overlong"], "\ufffd\ufffd");
    EXPECT_EQ(line["beyond"], "\ufffd");
}

TEST(LogLine, WhatSteersATerminalOrTurnsALineAroundIsEscaped) {
    const std::string nasty = "\u009B31m \u202Eabc \u061C";
    for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
        const std::string line = format_log_line(format, LogLevel::Info, noon, nasty, {{"key", nasty}});
        for (const char character : line) EXPECT_GE(character, ' ') << line;
    }
    EXPECT_EQ(json_line(nasty)["msg"], nasty);
}

TEST(LogLine, Utf8IsKept) { EXPECT_EQ(json_line("Grüße, 世界 🚀")["msg"], "Grüße, 世界 🚀"); }

TEST(LogLine, NumbersThatJsonDoesNotHaveAreQuoted) {
    const nlohmann::json line = json_line("m", {{"a", std::numeric_limits<double>::infinity()}, {"b", std::nan("")}});
    EXPECT_EQ(line["a"], "inf");
    EXPECT_EQ(line["b"], "nan");
}

TEST(Logger, LinesBelowItsLevelAreNotWritten) {
    const auto sink = std::make_shared<fakes::CapturingLogSink>();
    const base::Logger log(LogLevel::Warn, LogFormat::Json, sink);
    log.debug("one");
    log.info("two");
    log.warn("three");
    log.error("four");
    ASSERT_EQ(sink->lines().size(), 2u);
    EXPECT_TRUE(sink->contains("three"));
    EXPECT_TRUE(sink->contains("four"));
    EXPECT_TRUE(log.enabled(LogLevel::Error));
    EXPECT_FALSE(log.enabled(LogLevel::Info));
}

TEST(Logger, FixedFieldsComeFirstAndStayWithTheCopy) {
    const auto sink = std::make_shared<fakes::CapturingLogSink>();
    const base::Logger plain = logger_into(sink, LogFormat::Text);
    const base::Logger log = plain.with({{"controller", "keys"}}).with({{"object", "a/b"}});
    log.info("m", {{"n", 1}});
    plain.info("other");
    EXPECT_TRUE(sink->contains("m controller=keys object=a/b n=1"));
    EXPECT_FALSE(sink->lines().back().find("controller") != std::string::npos);
}

TEST(Logger, SecretsNeverLeave) {
    const auto held = base::redaction().add("quote\"and\nnewline-secret");
    const auto sink = std::make_shared<fakes::CapturingLogSink>();
    for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
        logger_into(sink, format).info("with quote\"and\nnewline-secret", {{"f", "quote\"and\nnewline-secret"}});
    }
    ASSERT_EQ(sink->lines().size(), 2u);
    EXPECT_FALSE(sink->contains("newline-secret"));
    EXPECT_TRUE(sink->contains("with [redacted]"));
}

// Others choose what is a secret, and would choose whose lines are lost.
TEST(Logger, NoSecretTakesAwayWhatALineIsAbout) {
    const auto key = base::redaction().add("namespace"), name = base::redaction().add("edge-team");
    const auto sink = std::make_shared<fakes::CapturingLogSink>();
    for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
        logger_into(sink, format)
            .with({base::LogField::verbatim("namespace", "edge-team")})
            .info("m", {{"error", "of edge-team"}});
    }
    ASSERT_EQ(sink->lines().size(), 2u);
    EXPECT_TRUE(sink->lines()[0].ends_with(R"( m namespace=edge-team error="of [redacted]")")) << sink->lines()[0];
    EXPECT_TRUE(sink->lines()[1].ends_with(R"("msg":"m","namespace":"edge-team","error":"of [redacted]"})"))
        << sink->lines()[1];
}

TEST(Logger, ASecretThatLooksLikeTheLinesSyntaxLeavesItJson) {
    const auto level = base::redaction().add(R"("level":"info")"), begin = base::redaction().add(R"({"time":")");
    const auto sink = std::make_shared<fakes::CapturingLogSink>();
    logger_into(sink, LogFormat::Json).info("m", {{"n", 1}});
    ASSERT_EQ(sink->lines().size(), 1u);
    EXPECT_EQ(nlohmann::json::parse(sink->lines()[0])["level"], "info");
}

TEST(Logger, ASecretThatIsANumberIsRedactedAndTheLineStaysJson) {
    const auto held = base::redaction().add("1234567890");
    const auto sink = std::make_shared<fakes::CapturingLogSink>();
    logger_into(sink, LogFormat::Json).info("m", {{"n", 1234567890}});
    ASSERT_EQ(sink->lines().size(), 1u);
    EXPECT_EQ(nlohmann::json::parse(sink->lines()[0])["n"], "[redacted]");
}

class ThrowingSink final : public base::LogSink {
public:
    void write(std::string_view) override { throw std::runtime_error("disk full"); }
};

TEST(Logger, NeverThrows) {
    const base::Logger log(LogLevel::Debug, LogFormat::Json, std::make_shared<ThrowingSink>());
    EXPECT_NO_THROW(log.error("m"));
}

TEST(Logger, WritesWholeLinesToStandardError) {
    testing::internal::CaptureStderr();
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([] {
                const base::Logger log(LogLevel::Info, LogFormat::Json);
                for (int n = 0; n < 50; ++n) log.info("line", {{"n", n}});
            });
        }
    }
    std::istringstream written(testing::internal::GetCapturedStderr());
    int lines = 0;
    for (std::string line; std::getline(written, line); ++lines) {
        EXPECT_TRUE(nlohmann::json::accept(line)) << line;
    }
    EXPECT_EQ(lines, 200);
}

}  // namespace
