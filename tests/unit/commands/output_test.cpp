#include "controller/commands/output.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "controller/base/redaction.h"
#include "controller/base/utf8.h"

namespace {

std::string noted(std::string_view line) {
    testing::internal::CaptureStderr();
    commands::note(line);
    return testing::internal::GetCapturedStderr();
}

TEST(Note, IsOneLineThatATerminalMayShow) {
    EXPECT_EQ(noted("error: Zürich"), "error: Zürich\n");
    EXPECT_EQ(noted("a\033[2Jb\u009B2Jc\u202Ed\xFF"), "a?[2Jb?2Jc?d\uFFFD\n");
    EXPECT_EQ(noted("one\ntwo"), "one two\n");
}

std::string printed(const nlohmann::json& value) {
    testing::internal::CaptureStdout();
    commands::print_json(value);
    return testing::internal::GetCapturedStdout();
}

TEST(PrintJson, HasNothingThatATerminalWouldTakeForACommand) {
    EXPECT_EQ(printed({{"name", "Zürich 東京 😀"}}), "{\"name\":\"Zürich 東京 😀\"}\n") << "people read it";
    EXPECT_EQ(printed({"a\033[2J", "b\u009B2J", "c\u202Ed", "e\x7F", "two\nlines"}),
              R"(["a\u001b[2J","b\u009b2J","c\u202ed","e\u007f","two\nlines"])"
              "\n");
}

TEST(PrintJson, MeansWhatWasMeant) {
    std::string all;
    for (char32_t code = 1; code < 0x3000; ++code) base::append_utf8(all, code);
    base::append_utf8(all, 0xFEFF);
    const nlohmann::json value = {{all, all}};
    EXPECT_EQ(nlohmann::json::parse(printed(value)), value);
}

TEST(Note, HasNoSecretThatIsKnown) {
    const auto held = base::redaction().add("known-secret-text");
    EXPECT_EQ(noted("a known-secret-text b"), "a [redacted] b\n");
}

}  // namespace
