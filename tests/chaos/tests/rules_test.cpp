// Each rule of the checker, on books that keep it and on books that break it.
#include "tests/chaos/rules.h"

#include <gmock/gmock.h>

#include "tests/chaos/tests/books_builder.h"

namespace chaos {

using testing::HasSubstr;

std::string all_findings(BooksBuilder books) {
    std::string out;
    const auto& done = books.done();
    for (const auto& rule : rules()) out += told(rule.look(done));
    return out;
}

TEST(Rules, FindNothingInAGoodLife) { EXPECT_EQ(all_findings(good_life()), ""); }

TEST(Births, TheSamePostTwice) {
    auto books = good_life();
    books.post(21, kNonce, "");
    EXPECT_THAT(told(look_at_births(books.done())), HasSubstr("was asked for twice"));
}

TEST(Births, TheSamePostAfterA401IsFine) {
    BooksBuilder books;
    books.mark(10, kNonce).post(20, kNonce, "", 401).post(22, kNonce, "k1");
    EXPECT_EQ(told(look_at_births(books.done())), "");
}

TEST(Births, BeforeTheAnnouncementIsThrough) {
    BooksBuilder books;
    books.mark(10, kNonce).books.audit.back().done = 30'000;
    books.post(24, kNonce, "k1");
    EXPECT_THAT(told(look_at_births(books.done())), HasSubstr("no object had announced it"));
}

TEST(Births, TheEndOfTheAnnouncementIsNotedALittleLate) {
    BooksBuilder books;
    books.mark(10, kNonce).books.audit.back().done = 23'000;
    books.post(20, kNonce, "k1");
    EXPECT_EQ(told(look_at_births(books.done())), "");
}

TEST(Births, WithoutAnnouncement) {
    BooksBuilder books;
    books.post(20, kNonce, "k1").mark(25, kNonce);
    EXPECT_THAT(told(look_at_births(books.done())), HasSubstr("no object had announced it"));
}

TEST(Births, UnderABareName) {
    BooksBuilder books;
    books.version(10, {{"creation", {{"name", "blue"}, {"nonce", ""}, {"birthName", "blue"}}}});
    books.post(20, kNonce, "k1").books.journal.back().object_name = "blue";
    EXPECT_THAT(told(look_at_births(books.done())), HasSubstr("has no nonce"));
}

TEST(Births, AnnouncedUnconditionally) {
    auto books = good_life();
    for (auto& line : books.books.audit) line.request = nlohmann::json::object();
    EXPECT_THAT(told(look_at_births(books.done())), HasSubstr("without a resource version"));
}

// The mark of good_life(), once more and refused: on condition of that version, at that time.
std::string with_a_refused_mark(const std::string& version, int at) {
    auto books = good_life();
    auto line = books.line(at, "update", "provisioningkeys", "blue", 0);
    line.subresource = "status";
    line.status = 409;
    line.request = {{"metadata", {{"resourceVersion", version}}},
                    {"status", {{"creation", {{"birthName", "blue." + kNonce}}}}}};
    books.books.audit.push_back(line);
    return told(look_at_births(books.done()));
}

TEST(Births, AnnouncedOnceMoreAfterAConflict) {
    EXPECT_THAT(with_a_refused_mark("6", 9), HasSubstr("after a conflict, without a new look"));
    EXPECT_EQ(with_a_refused_mark("7", 9), "") << "the same request, sent again";
    EXPECT_EQ(with_a_refused_mark("8", 25), "") << "a later write of an object that is still marked";
}

TEST(Identities, AreLetGoOnlyWhenTheKeyIsGone) {
    auto books = good_life();
    books.version(60, nlohmann::json::object());
    EXPECT_THAT(told(look_at_identities(books.done())), HasSubstr("ns/blue: it let go of key c1/k1"));
    auto deleted = good_life();
    deleted.remove(55, "k1").version(60, nlohmann::json::object());
    EXPECT_EQ(told(look_at_identities(deleted.done())), "");
    auto exchanged = good_life();
    exchanged.identity(60, "k2");
    EXPECT_THAT(told(look_at_identities(exchanged.done())), HasSubstr("ns/blue: it let go of key c1/k1"));
    EXPECT_EQ(told(look_at_identities(good_life().done())), "");
}

TEST(Values, AnIdentityBeforeTheValue) {
    BooksBuilder books;
    books.mark(10, kNonce).post(20, kNonce, "k1").identity(30, "k1").secret(40);
    EXPECT_THAT(told(look_at_values(books.done())), HasSubstr("recorded before its value was in Secret blue"));
}

TEST(Values, AnIdentityBeforeTheValueIsThrough) {
    BooksBuilder books;
    books.mark(10, kNonce).post(20, kNonce, "k1").secret(25).books.audit.back().done = 36'000;
    books.identity(30, "k1");
    EXPECT_THAT(told(look_at_values(books.done())), HasSubstr("recorded before its value was in Secret blue"));
}

TEST(Values, TheEndOfTheWriteIsNotedALittleLate) {
    BooksBuilder books;
    books.mark(10, kNonce).post(20, kNonce, "k1").secret(25).books.audit.back().done = 34'000;
    books.identity(30, "k1");
    EXPECT_EQ(told(look_at_values(books.done())), "");
}

TEST(Values, AWriteThatTimedOutMayHaveBeenDone) {
    BooksBuilder books;
    books.mark(10, kNonce).post(20, kNonce, "k1").secret(25).books.audit.back().status = 504;
    books.identity(30, "k1");
    EXPECT_EQ(told(look_at_values(books.done())), "");
}

TEST(Values, APatchOfTheSecretsLabelsFillsNothing) {
    BooksBuilder books;
    books.mark(10, kNonce).post(20, kNonce, "k1").secret(25).books.audit.back().applied = false;
    books.identity(30, "k1");
    EXPECT_THAT(told(look_at_values(books.done())), HasSubstr("recorded before its value was in Secret blue"));
}

TEST(Values, NoValueWhereDeletionHasBegunIsFine) {
    BooksBuilder books;
    books.mark(10, kNonce)
        .post(20, kNonce, "k1")
        .version(30, {{"identity", {{"customerID", "c1"}, {"id", "k1"}}}}, {{"deletionTimestamp", "now"}});
    EXPECT_EQ(told(look_at_values(books.done())), "");
}

TEST(Finalizers, GoingWithAMark) {
    BooksBuilder books;
    books.mark(10, kNonce).version(20, {}, {{"finalizers", nlohmann::json::array()}});
    EXPECT_THAT(told(look_at_finalizers(books.done())), HasSubstr("not known what became of blue." + kNonce));
}

TEST(Finalizers, GoingBeforeTheKey) {
    auto books = good_life();
    books.version(60, {}, {{"finalizers", nlohmann::json::array()}}).remove(70, "k1");
    EXPECT_THAT(told(look_at_finalizers(books.done())), HasSubstr("while key c1/k1 was still in ZPA"));
}

TEST(Strangers, AWriteOfTheirKey) {
    auto books = good_life();
    books.books.strangers_keys = {"c1/s1"};
    books.call(60, "update", 400, false).object_id = "s1";
    EXPECT_THAT(told(look_at_strangers(books.done())), HasSubstr("key c1/s1"));
}

TEST(Strangers, TheirKeysIdentityOnAnObject) {
    auto books = good_life();
    books.books.strangers_keys = {"c1/s1"};
    books.identity(60, "s1");
    EXPECT_THAT(told(look_at_strangers(books.done())), HasSubstr("identity of key c1/s1"));
}

TEST(SignIns, ARefusalRepeatedAtOnce) {
    BooksBuilder books;
    books.call(5000, "token", 401, false);
    books.call(6000, "token", 200, true);
    EXPECT_THAT(told(look_at_sign_ins(books.done())), HasSubstr("1000 ms after it had been refused"));
}

TEST(SignIns, OneFreshTokenAfterTheOther) {
    BooksBuilder books;
    for (const int at : {5000, 5010, 5020}) {
        books.call(at, "list", 401, false);
        books.call(at + 5, "token", 200, true);
    }
    EXPECT_THAT(told(look_at_sign_ins(books.done())), HasSubstr("fresh tokens in a row"));
}

TEST(SignIns, SeveralCallsThatAreEachRepeatedOnceAreFine) {
    BooksBuilder books;
    for (const int at : {5000, 5010, 5020}) {
        books.call(at, "list", 401, false);
        books.call(at + 3, "token", 200, true);
        books.call(at + 6, "list", 401, false);
    }
    EXPECT_EQ(told(look_at_sign_ins(books.done())), "");
}

TEST(SignIns, OneFreshTokenAndOneMoreTryAreFine) {
    BooksBuilder books;
    books.call(5000, "list", 401, false);
    books.call(5005, "token", 200, true);
    books.call(5010, "list", 200, true);
    EXPECT_EQ(told(look_at_sign_ins(books.done())), "");
}

}  // namespace chaos
