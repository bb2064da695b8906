#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "controller/base/redaction.h"
#include "controller/kube/base64.h"
#include "reconcilers/tenant/credential_watches.h"

namespace {

tenant::CredentialsSecret with(const std::string& entry, const std::string& text) {
    return tenant::parse_credentials_secret(
        {{"metadata", {{"name", "zpa"}, {"namespace", "team"}, {"uid", "u"}, {"resourceVersion", "1"}}},
         {"data", {{entry, kube::base64_encode(text)}}}});
}

class SecretEntry : public testing::TestWithParam<const char*> {};

TEST_P(SecretEntry, IsKeptOutOfTextsForAsLongAsTheSecretIsHeld) {
    {
        const auto held = with(GetParam(), "text-of-the-entry\r\n");
        EXPECT_EQ(held.data.at(GetParam()), "text-of-the-entry\r\n");
        EXPECT_EQ(base::redaction().redact("said text-of-the-entry twice"), "said [redacted] twice");
    }
    EXPECT_EQ(base::redaction().redact("text-of-the-entry"), "text-of-the-entry");
}
INSTANTIATE_TEST_SUITE_P(All, SecretEntry,
                         testing::Values("ZSCALER_CLIENT_ID", "ZSCALER_CLIENT_SECRET", "ZSCALER_PRIVATE_KEY",
                                         "ZPA_CLIENT_ID", "ZPA_CLIENT_SECRET"));

TEST(PublicEntry, StaysReadable) {
    const auto held = with("ZPA_CUSTOMER_ID", "216196257331281920");
    EXPECT_EQ(base::redaction().redact("organisation 216196257331281920"), "organisation 216196257331281920");
}

// Whoever writes the Secret would else choose what no text of the process may say.
TEST(PublicEntry, AnEntryThatNobodySignsInWithBlanksNothing) {
    for (const auto* entry : {"A_KEY", "MY_CLIENT_ID", "ANOTHER_SECRET", "NOT_ZPA_CLIENT_SECRET"}) {
        const auto held = with(entry, "text-of-the-entry");
        EXPECT_TRUE(held.redacted.empty()) << entry;
        EXPECT_EQ(base::redaction().redact("text-of-the-entry"), "text-of-the-entry") << entry;
    }
}

TEST(PublicEntry, WhatIsTooLongToSignInWithIsNotHeld) {
    EXPECT_EQ(with("ZSCALER_PRIVATE_KEY", std::string(32 * 1024, 'k') + "\n").redacted.size(), 1U);
    EXPECT_TRUE(with("ZSCALER_PRIVATE_KEY", std::string(32 * 1024 + 1, 'k')).redacted.empty());
}

}  // namespace
