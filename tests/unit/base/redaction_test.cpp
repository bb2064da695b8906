#include "controller/base/redaction.h"

#include <gtest/gtest.h>

namespace {

using base::Redaction;

TEST(Redaction, ASecretIsReplacedWhereverItStands) {
    Redaction list;
    const auto held = list.add("s3cret-token");
    EXPECT_EQ(list.redact("s3cret-token"), "[redacted]");
    EXPECT_EQ(list.redact("a s3cret-token b s3cret-tokens3cret-token"), "a [redacted] b [redacted][redacted]");
}

TEST(Redaction, InnocentTextIsLeftAlone) {
    Redaction list;
    const auto held = list.add("s3cret-token");
    EXPECT_EQ(list.redact("s3cret-toke"), "s3cret-toke");
    EXPECT_EQ(list.redact(""), "");
    EXPECT_EQ(list.redact("x"), "x");
}

TEST(Redaction, ForgetsWithTheLastHolder) {
    Redaction list;
    auto one = list.add("s3cret-token");
    auto two = list.add("s3cret-token");
    one.reset();
    EXPECT_EQ(list.redact("s3cret-token"), "[redacted]");
    two.reset();
    EXPECT_EQ(list.redact("s3cret-token"), "s3cret-token");
}

TEST(Redaction, OverlappingSecretsLeaveNoPart) {
    Redaction list;
    const auto one = list.add("abcdefgh12");
    const auto two = list.add("efgh12345678");
    EXPECT_EQ(list.redact("<abcdefgh12345678>"), "<[redacted]>");
}

TEST(Redaction, ASecretInsideAnotherLeavesNoPart) {
    Redaction list;
    const auto inner = list.add("12345678");
    const auto outer = list.add("prefix-12345678-suffix");
    EXPECT_EQ(list.redact("<prefix-12345678-suffix>"), "<[redacted]>");
    EXPECT_EQ(list.redact("<12345678>"), "<[redacted]>");
}

TEST(Redaction, SecretsWithTheSameEndAreToldApart) {
    Redaction list;
    const auto one = list.add("first-same-tail");
    const auto two = list.add("second-same-tail");
    EXPECT_EQ(list.redact("first-same-tail second-same-tail third-same-tail"), "[redacted] [redacted] third-same-tail");
}

TEST(Redaction, ShortTextsAreIgnored) {
    Redaction list;
    EXPECT_EQ(list.add("seven77"), nullptr);
    EXPECT_EQ(list.redact("seven77"), "seven77");
    EXPECT_NE(list.add("eight888"), nullptr);
}

TEST(Redaction, TheProcessHasOneList) {
    const auto held = base::redaction().add("known-to-the-process");
    EXPECT_EQ(base::redaction().redact("known-to-the-process"), "[redacted]");
}

}  // namespace
