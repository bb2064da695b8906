// What the operators write in the cluster, and where.
#include <gmock/gmock.h>

#include "tests/chaos/rules.h"
#include "tests/chaos/tests/books_builder.h"

namespace chaos {

using nlohmann::json;
using testing::HasSubstr;

std::string places(BooksBuilder& books) { return told(look_at_places(books.done())); }

TEST(Places, AWriteInAnotherNamespace) {
    BooksBuilder books;
    books.secret(10).books.audit.back().namespace_name = "kube-system";
    EXPECT_THAT(places(books), HasSubstr("operator 0: patch secrets kube-system/blue -> 200 is none of its business"));
}

TEST(Places, AWriteThatWasRefusedThere) {
    BooksBuilder books;
    books.secret(10).books.audit.back().namespace_name = "kube-system";
    books.books.audit.back().status = 403;
    EXPECT_THAT(places(books), HasSubstr("-> 403"));
}

TEST(Places, AWriteBesideAllNamespaces) {
    BooksBuilder books;
    books.secret(10).books.audit.back().namespace_name = "";
    EXPECT_THAT(places(books), HasSubstr("operator 0"));
}

TEST(Places, ItsOwnPlacesAndTheLeaseAreFine) {
    BooksBuilder books;
    books.lease(0, 0, "first").books.audit.back().namespace_name = "zpa-operator";
    books.secret(10);
    EXPECT_EQ(places(books), "");
}

TEST(Places, AnotherLeaseIsNot) {
    BooksBuilder books;
    books.lease(0, 0, "first").books.audit.back().namespace_name = "zpa-operator";
    books.books.audit.back().name = "somebody's";
    EXPECT_THAT(places(books), HasSubstr("update leases zpa-operator/somebody's"));
}

TEST(Places, OthersMayWriteAnywhere) {
    BooksBuilder books;
    books.secret(10, 7).books.audit.back().namespace_name = "kube-system";
    EXPECT_EQ(places(books), "");
}

// An object whose spec the last write changed.
BooksBuilder changed_by(int seat) {
    BooksBuilder books;
    books.version(10, json::object()).version(20, json::object(), {}, seat);
    books.books.audit.back().response["spec"] = {{"maxUsage", 7}};
    return books;
}

TEST(Specs, AWriteOfTheOperators) {
    auto books = changed_by(1);
    EXPECT_THAT(told(look_at_specs(books.done())),
                HasSubstr(R"(ns/blue: operator 1 made {"maxUsage":7} of its spec {})"));
}

TEST(Specs, AWriteOfAPersonIsFine) {
    auto books = changed_by(7);
    EXPECT_EQ(told(look_at_specs(books.done())), "");
}

// It was asked for before a person's, and came after it.
TEST(Specs, TheOneThatLetsAnObjectGoHasTheVersionBeforeIt) {
    BooksBuilder books;
    books.version(10, json::object());
    const auto gone = json{{"deletionTimestamp", "2026-01-01T00:00:00Z"}, {"finalizers", json::array()}};
    books.version(20, json::object(), gone, 1)
        .version(30, json::object(), {{"deletionTimestamp", "2026-01-01T00:00:00Z"}}, 7);
    auto& audit = books.books.audit;
    audit[1].response["spec"] = audit[2].response["spec"] = {{"maxUsage", 7}};
    audit[1].response["metadata"]["resourceVersion"] = audit[2].response["metadata"]["resourceVersion"];
    EXPECT_EQ(told(look_at_specs(books.done())), "");
}

// A stranger's Secret from 100 to 200, and a write of an operator in the meantime.
BooksBuilder planted(const std::string& verb, int seat = 0, int at = 150) {
    BooksBuilder books;
    books.books.plantings = {{{"ns", "blue"}, 100'000, 200'000}};
    books.secret(at, seat).books.audit.back().verb = verb;
    return books;
}

std::string strangers(BooksBuilder books) { return told(look_at_strangers(books.done())); }

TEST(StrangersSecrets, AWriteOrDeletion) {
    for (const auto* verb : {"patch", "update", "delete"})
        EXPECT_THAT(strangers(planted(verb)), HasSubstr(verb + std::string(" of a stranger's Secret")));
}

TEST(StrangersSecrets, AWriteOfOneThatIsStillThere) {
    auto books = planted("patch", 0, 5000);
    books.books.plantings.back().to = 0;
    EXPECT_THAT(strangers(books), HasSubstr("patch of a stranger's Secret"));
}

TEST(StrangersSecrets, WhatWasRefusedIsFine) {
    auto books = planted("patch");
    books.books.audit.back().status = 409;
    EXPECT_EQ(strangers(books), "");
}

TEST(StrangersSecrets, WhatOthersDoAndWhatIsAskedIsFine) {
    EXPECT_EQ(strangers(planted("patch", 7)), "");
    EXPECT_EQ(strangers(planted("create")), "") << "it is how the operator asks whose it is";
}

TEST(StrangersSecrets, BeforeAndAfterwardsTheNameIsTheOperators) {
    EXPECT_EQ(strangers(planted("patch", 0, 99)), "");
    EXPECT_EQ(strangers(planted("patch", 0, 201)), "");
}

TEST(StrangersSecrets, AnotherOfThemIsTheOperators) {
    auto books = planted("patch");
    books.books.plantings.back().secret.name = "green";
    EXPECT_EQ(strangers(books), "");
}

json planted_secret() { return {{"metadata", {{"uid", "s1"}}}, {"data", {{"mine", "c29tZWJvZHkgZWxzZSdz"}}}}; }

TEST(Untouched, IsASecretAsItWasPlanted) {
    EXPECT_TRUE(is_untouched(planted_secret(), "s1"));
    EXPECT_FALSE(is_untouched(planted_secret(), "s2"));
    auto secret = planted_secret();
    secret["data"]["provisionkey"] = "";
    EXPECT_FALSE(is_untouched(secret, "s1"));
}

TEST(Untouched, IsNoSecretThatIsLabelledOrAnnotated) {
    for (const auto* map : {"labels", "annotations"}) {
        auto secret = planted_secret();
        secret["metadata"][map] = {{"a", "b"}};
        EXPECT_FALSE(is_untouched(secret, "s1")) << map;
    }
}

}  // namespace chaos
