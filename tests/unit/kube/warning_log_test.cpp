#include "controller/kube/warning_log.h"

#include <gtest/gtest.h>

#include "controller/base/redaction.h"
#include "tests/unit/kube/support.h"

namespace kube::test {
namespace {

TEST(WarningLog, ShowsWhatIsQuotedOnce) {
    const auto log = std::make_shared<fakes::CapturingLogSink>();
    WarningLog warnings(fakes::logger_into(log));
    for (int i = 0; i < 2; ++i) warnings.see("299 - \"unknown field spec.colour\"");
    ASSERT_EQ(log->lines().size(), 1u);
    EXPECT_TRUE(log->contains(R"("warning":"unknown field spec.colour")"));
}

TEST(WarningLog, ASecretThatTheCutGoesThroughIsNotShownInPart) {
    const auto secret = std::string(600, 's') + std::string(600, 'z');
    const auto held = base::redaction().add(secret);
    const auto log = std::make_shared<fakes::CapturingLogSink>();
    WarningLog(fakes::logger_into(log)).see("299 - \"unknown field " + secret + "\"");
    EXPECT_TRUE(log->contains("unknown field [redacted]")) << joined(*log);
    EXPECT_FALSE(log->contains("ssssssss")) << joined(*log);
}

}  // namespace
}  // namespace kube::test
