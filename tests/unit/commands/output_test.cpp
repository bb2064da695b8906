#include "controller/commands/output.h"

#include <gtest/gtest.h>

#include "controller/base/redaction.h"

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

TEST(Note, HasNoSecretThatIsKnown) {
    const auto held = base::redaction().add("known-secret-text");
    EXPECT_EQ(noted("a known-secret-text b"), "a [redacted] b\n");
}

}  // namespace
