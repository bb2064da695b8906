#include "reconcilers/common/label_selector.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

using common::parse_label_selector;
using Labels = kube::TextMap;

namespace {

bool matches(const char* selector, const Labels& labels) {
    return parse_label_selector(nlohmann::json::parse(selector)).matches(labels);
}

}  // namespace

TEST(LabelSelector, AnEmptyOneMatchesEverything) { EXPECT_TRUE(matches("{}", {})); }

TEST(LabelSelector, EveryRequirementMustHold) {
    const char* selector =
        R"({"matchLabels":{"team":"net"},"matchExpressions":[{"key":"env","operator":"In","values":["a","b"]}]})";
    EXPECT_TRUE(matches(selector, {{"team", "net"}, {"env", "b"}}));
    EXPECT_FALSE(matches(selector, {{"team", "net"}, {"env", "c"}}));
    EXPECT_FALSE(matches(selector, {{"env", "b"}}));
}

TEST(LabelSelector, AnOperatorThatNobodyKnowsGrantsNothing) {
    EXPECT_FALSE(matches(R"({"matchExpressions":[{"key":"x","operator":"Gt","values":["1"]}]})", {{"x", "2"}}));
    EXPECT_FALSE(matches(R"({"matchExpressions":[{"key":"x"}]})", {{"x", "2"}}));
}

TEST(LabelSelector, WhatIsNoListHasNoItems) {
    EXPECT_FALSE(matches(R"({"matchExpressions":[{"key":"x","operator":"In","values":"a"}]})", {{"x", "a"}}));
}

TEST(LabelSelector, NegativeOperatorsHoldForMissingLabels) {
    EXPECT_TRUE(matches(R"({"matchExpressions":[{"key":"x","operator":"NotIn","values":["1"]}]})", {}));
    EXPECT_TRUE(matches(R"({"matchExpressions":[{"key":"x","operator":"DoesNotExist"}]})", {}));
    EXPECT_FALSE(matches(R"({"matchExpressions":[{"key":"x","operator":"Exists"}]})", {}));
    EXPECT_FALSE(matches(R"({"matchExpressions":[{"key":"x","operator":"NotIn","values":["1"]}]})", {{"x", "1"}}));
}
