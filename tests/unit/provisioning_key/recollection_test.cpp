#include "reconcilers/provisioning_key/recollection.h"

#include <gtest/gtest.h>

using provisioning_key::Recollection;

namespace {

base::Instant at(int seconds) { return base::Instant(std::chrono::seconds(seconds)); }

}  // namespace

TEST(Recollection, TheFirstLookStaysTheFirst) {
    Recollection recollection;
    EXPECT_EQ(recollection.first_look("u", "nonce", at(1)), at(1));
    EXPECT_EQ(recollection.first_look("u", "nonce", at(9)), at(1));
}

TEST(Recollection, AnotherCreationIsLookedAtAnew) {
    Recollection recollection;
    recollection.first_look("u", "one", at(1));
    EXPECT_EQ(recollection.first_look("u", "two", at(9)), at(9));
}

TEST(Recollection, ARefusalIsOfOneNonce) {
    Recollection recollection;
    recollection.refused("u", "one");
    EXPECT_TRUE(recollection.was_refused("u", "one"));
    EXPECT_FALSE(recollection.was_refused("u", "two"));
    EXPECT_FALSE(recollection.was_refused("v", "one"));
}

TEST(Recollection, ReferencesAreDoubtedSinceTheLastRefusal) {
    Recollection recollection;
    EXPECT_EQ(recollection.references_doubted_at("u"), base::Instant{});
    recollection.references_doubted("u", at(3));
    recollection.references_doubted("u", at(7));
    EXPECT_EQ(recollection.references_doubted_at("u"), at(7));
    EXPECT_EQ(recollection.references_doubted_at("v"), base::Instant{});
}

TEST(Recollection, ALateKeyIsLeftAloneForAWhileAndToldOnce) {
    Recollection recollection;
    EXPECT_FALSE(recollection.is_late_key_left("u", "58001", at(1)));
    EXPECT_TRUE(recollection.late_key_stays("u", "58001", at(9)));
    EXPECT_TRUE(recollection.is_late_key_left("u", "58001", at(8)));
    EXPECT_FALSE(recollection.is_late_key_left("u", "58001", at(9)));
    EXPECT_FALSE(recollection.is_late_key_left("u", "58002", at(8)));
    EXPECT_FALSE(recollection.is_late_key_left("v", "58001", at(8)));
    EXPECT_FALSE(recollection.late_key_stays("u", "58001", at(20))) << "no news";
    EXPECT_TRUE(recollection.is_late_key_left("u", "58001", at(19)));
}

TEST(Recollection, ASettledNameIsNotLookedAtAgain) {
    Recollection recollection;
    recollection.named("u", at(1));
    EXPECT_EQ(recollection.named_at("u"), at(1));
    recollection.name_settled("u", "edge", false);
    EXPECT_EQ(recollection.named_at("u"), at(1)) << "it is looked at once more when lists have caught up";
    recollection.name_settled("u", "edge", true);
    EXPECT_EQ(recollection.named_at("u"), std::nullopt);
    EXPECT_TRUE(recollection.is_settled("u", "edge"));
    EXPECT_FALSE(recollection.is_settled("u", "other"));
}

TEST(Recollection, ARequestIsAsOldAsItsFirstSight) {
    Recollection recollection;
    EXPECT_EQ(recollection.asked("u", "monday", at(1)), at(1));
    EXPECT_EQ(recollection.asked("u", "monday", at(5)), at(1));
    EXPECT_EQ(recollection.asked("u", "tuesday", at(6)), at(6));
}

TEST(Recollection, WhatAPassWroteOverIsOutdatedForAWhile) {
    Recollection recollection;
    recollection.outdated("u", {"7", "8"}, at(1));
    EXPECT_TRUE(recollection.is_outdated("u", "7", at(2)));
    EXPECT_TRUE(recollection.is_outdated("u", "8", at(2)));
    EXPECT_FALSE(recollection.is_outdated("u", "9", at(2)));
    EXPECT_FALSE(recollection.is_outdated("other", "7", at(2)));
    EXPECT_FALSE(recollection.is_outdated("u", "7", at(3)))
        << "the cache may have missed something: conflicts hold anyway";
}
