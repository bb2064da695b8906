#include "reconcilers/secrets/template.h"

#include <gtest/gtest.h>

#include "controller/base/error.h"

using namespace secrets;

TEST(Template, TheTemplateKnowsValueIdAndName) {
    SecretSpec wanted;
    wanted.entries["config"] = "key=$(value) id=$(id) name=$(name) cost=$$(value) $(other) $";
    const auto entries = secret_entries(wanted, "3|host|abc==", "58001", "edge-a");
    EXPECT_EQ(entries.at("provisionkey"), "3|host|abc==");
    EXPECT_EQ(entries.at("config"), "key=3|host|abc== id=58001 name=edge-a cost=$(value) $(other) $");
}

TEST(Template, WhatTheValueContainsIsNotReplacedAgain) {
    SecretSpec wanted;
    wanted.entries["x"] = "$(value)";
    EXPECT_EQ(secret_entries(wanted, "$(id)", "58001", "n").at("x"), "$(id)");
}

// A value longer than ZPA's must not multiply without end.
TEST(Template, TheTemplateNeverGrowsBeyondASecret) {
    SecretSpec wanted;
    std::string text;
    for (int i = 0; i < 50; ++i) text += "$(value)";
    for (const auto* entry : {"a", "b"}) wanted.entries[entry] = text;
    EXPECT_EQ(rendered_size(wanted), 100U * 1024);
    EXPECT_NO_THROW(secret_entries(wanted, std::string(429, 'v'), "1", "n"));
    EXPECT_THROW(secret_entries(wanted, std::string(16 * 1024, 'v'), "1", "n"), base::Error);
}
