// What becomes of a creation whose outcome nobody knows, and how many keys an object has then.
#include <gmock/gmock.h>

#include "tests/chaos/rules.h"
#include "tests/chaos/tests/books_builder.h"

namespace chaos {

using nlohmann::json;
using testing::HasSubstr;

TEST(Outcomes, ASecondCreationTooSoonAfterALostReply) {
    BooksBuilder books;
    books.mark(10, kNonce).post(20, kNonce, "k1", 0).mark(1000, kOther);
    EXPECT_THAT(told(look_at_outcomes(books.done())), HasSubstr("its outcome not known"));
}

TEST(Outcomes, ASecondCreationAfterItsTimeIsFine) {
    BooksBuilder books;
    books.mark(10, kNonce).post(20, kNonce, "", 0).mark(20 + 2500, kOther);
    EXPECT_EQ(told(look_at_outcomes(books.done())), "");
}

// For 1,500 ms nobody answers the first one, which is as long as anybody waits.
std::string after_silence(int next) {
    BooksBuilder books;
    books.mark(10, kNonce).post(20, kNonce, "", 0).books.journal.back().ended =
        simulator::Clock::Time(std::chrono::seconds(60));
    books.mark(next, kOther);
    return told(look_at_outcomes(books.done()));
}

TEST(Outcomes, WhoHearsNothingWaitsFromThen) {
    EXPECT_THAT(after_silence(20 + 1500 + 1900), HasSubstr("its outcome not known"));
    EXPECT_EQ(after_silence(20 + 1500 + 2500), "");
}

TEST(Outcomes, WhoTakesOverLooksAndWaitsAnew) {
    const auto announced_at = [](int next) {
        BooksBuilder books;
        books.lease(0, 0, "first").mark(10, kNonce).post(20, kNonce, "", 0).lease(2100, 1, "second").mark(next, kOther);
        return told(look_at_outcomes(books.done()));
    };
    EXPECT_THAT(announced_at(4000), HasSubstr("its outcome not known"));
    EXPECT_EQ(announced_at(2100 + 2500), "");
}

TEST(Outcomes, WhatWasGivenUpInTimeMayBeFollowedWhenAnotherLeads) {
    BooksBuilder books;
    books.lease(0, 0, "first").mark(10, kNonce).post(20, kNonce, "", 0).version(2600, json::object());
    books.lease(4000, 1, "second").mark(4100, kOther);
    EXPECT_EQ(told(look_at_outcomes(books.done())), "");
}

TEST(Outcomes, WhoWasKilledHeardNothingSinceThen) {
    BooksBuilder books;
    books.books.lives = {{0, 0, 200'000, "SIGKILL"}, {0, 210'000, 0, ""}};
    books.mark(10, kNonce).post(20, kNonce, "", 0).books.journal.back().ended =
        simulator::Clock::Time(std::chrono::seconds(60));
    books.mark(210 + 2500, kOther);
    EXPECT_EQ(told(look_at_outcomes(books.done())), "");
}

TEST(Outcomes, ASecondCreationAfterARefusalIsFine) {
    BooksBuilder books;
    books.mark(10, kNonce).post(20, kNonce, "", 400).mark(30, kOther);
    EXPECT_EQ(told(look_at_outcomes(books.done())), "");
}

TEST(Outcomes, ASecondCreationAfterTheFirstWasDeletedIsFine) {
    BooksBuilder books;
    books.mark(10, kNonce).post(20, kNonce, "k1").remove(25, "k1").mark(30, kOther);
    EXPECT_EQ(told(look_at_outcomes(books.done())), "");
}

// Asked for at 20, given up at 2620, and another one made; the first one was made at `acted` after all.
BooksBuilder given_up(int acted) {
    BooksBuilder books;
    books.mark(10, kNonce).post(20, kNonce, "k1", 0);
    books.books.journal.back().acted = simulator::Clock::Time(std::chrono::milliseconds(acted));
    const nlohmann::json abandoned = {{"abandoned", {{{"birthName", "blue." + kNonce}}}}};
    books.version(2620, abandoned).mark(2630, kOther, abandoned).post(2640, kOther, "k2");
    return books;
}

TEST(Outcomes, ACreationGivenUpByTimeAlone) {
    auto books = given_up(20);
    EXPECT_THAT(told(look_at_outcomes(books.done())), HasSubstr("was given up 2600 ms after key c1/k1 had been made"));
}

TEST(Outcomes, ACreationGivenUpThatListsMayHaveLackedIsFine) {
    auto books = given_up(2500);
    EXPECT_EQ(told(look_at_outcomes(books.done())), "");
}

TEST(Outcomes, ACreationGivenUpWhoseKeySomebodyHadDeletedIsFine) {
    auto books = given_up(20);
    books.books.portal_removed["c1/k1"] = 1'000'000;
    EXPECT_EQ(told(look_at_outcomes(books.done())), "");
}

TEST(Duplicates, ASecondKeyWhileTheFirstIsThere) {
    auto books = good_life();
    books.mark(5000, kOther).post(5010, kOther, "k2");
    EXPECT_THAT(told(look_at_duplicates(books.done())),
                HasSubstr("key c1/k2 was made while key c1/k1 was still there"));
}

TEST(Duplicates, ASecondKeyAfterSomebodyDeletedTheFirstIsFine) {
    auto books = good_life();
    books.mark(5000, kOther).post(5010, kOther, "k2");
    books.books.portal_removed["c1/k1"] = 4'000'000;
    EXPECT_EQ(told(look_at_duplicates(books.done())), "");
}

TEST(Duplicates, AKeyThatTurnsUpWhenItHasBeenGivenUpIsFineAndCounted) {
    auto books = given_up(2500);
    EXPECT_EQ(told(look_at_duplicates(books.done())), "");
    EXPECT_EQ(count_late_keys(books.books), 1);
}

TEST(Duplicates, AKeyThatLastedLongerThanListsLagIsNotGivenUpByTimeAlone) {
    auto books = given_up(20);
    EXPECT_THAT(told(look_at_duplicates(books.done())), HasSubstr("key c1/k2 was made while key c1/k1"));
    EXPECT_EQ(count_late_keys(books.books), 0);
}

TEST(Duplicates, WhatIsGivenUpAfterwardsIsNoExcuse) {
    auto books = given_up(2500);
    books.books.journal.back().acted = simulator::Clock::Time(std::chrono::milliseconds(2610));
    EXPECT_THAT(told(look_at_duplicates(books.done())), HasSubstr("key c1/k2 was made while key c1/k1"));
}

}  // namespace chaos
