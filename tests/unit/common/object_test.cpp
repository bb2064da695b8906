#include "reconcilers/common/object.h"

#include <gtest/gtest.h>

using namespace common;

TEST(Object, OnlyTheWordTrueIsYes) {
    kube::ObjectMeta meta;
    EXPECT_FALSE(is_annotated_true(meta, "paused"));
    for (const auto* no : {"", "false", "True", "yes", "true "}) {
        meta.annotations = kube::TextMap{{"paused", no}};
        EXPECT_FALSE(is_annotated_true(meta, "paused")) << no;
    }
    meta.annotations = kube::TextMap{{"paused", "true"}};
    EXPECT_TRUE(is_annotated_true(meta, "paused"));
}

TEST(Object, WhoWritesOnlyTheStatusWishesNothingNew) {
    kube::ObjectMeta before;
    before.uid = "u1";
    before.generation = 1;
    before.resource_version = "1";
    auto after = before;
    after.resource_version = "2";
    EXPECT_TRUE(is_same_wish(before, after));
    after.generation = 2;
    EXPECT_FALSE(is_same_wish(before, after));
    after = before;
    after.annotations = kube::TextMap{{"paused", "true"}};
    EXPECT_FALSE(is_same_wish(before, after));
    after = before;
    after.deletion_time = base::WallTime{};
    EXPECT_FALSE(is_same_wish(before, after));
    after = before;
    after.uid = "u2";
    EXPECT_FALSE(is_same_wish(before, after)) << "another object of that name";
}
