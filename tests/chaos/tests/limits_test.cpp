// The limits of the organisation, and what ZPA asks to be waited for.
#include <gmock/gmock.h>

#include "tests/chaos/rules.h"
#include "tests/chaos/tests/books_builder.h"

namespace chaos {

using testing::HasSubstr;

std::string limits(BooksBuilder& books) { return told(look_at_limits(books.done())); }
std::string retry_after(BooksBuilder& books) { return told(look_at_retry_after(books.done())); }

// Answered before, and refused by the limit's own 429.
BooksBuilder over_the_limit() {
    BooksBuilder books;
    books.call(2500, "list", 200, true);
    books.call(5000, "list", 429, false);
    return books;
}

TEST(Limits, MoreCallsThanTheOrganisationMay) {
    auto books = over_the_limit();
    EXPECT_THAT(limits(books), HasSubstr("was over the limit"));
}

TEST(Limits, ATenantWhomZpaHasNotAnsweredYetDrawsFromABudgetOfItsOwn) {
    auto books = over_the_limit();
    books.call(4900, "list", 500, false).client = "another";
    EXPECT_EQ(limits(books), "");
}

TEST(Limits, ACallWithoutAReplyMayHaveBeenSentTwice) {
    auto books = over_the_limit();
    books.call(4900, "list", 0, true);
    EXPECT_EQ(limits(books), "");
}

TEST(Limits, ACallThatTookTooLongCountsWhenNobodyWaitsForItAnyMore) {
    auto books = over_the_limit();
    books.call(3000, "list", 200, true).ended = simulator::Clock::Time(std::chrono::milliseconds(4900));
    EXPECT_EQ(limits(books), "");
}

TEST(Limits, WhatIsMissedOfTheOtherClassChangesNothing) {
    auto books = over_the_limit();
    books.call(4900, "create", 0, true);
    EXPECT_THAT(limits(books), HasSubstr("was over the limit"));
}

TEST(Limits, ConnectionsThatWereCutAreMadeAnew) {
    auto books = over_the_limit();
    books.books.diary = {{4'500'000, kCut}};
    EXPECT_EQ(limits(books), "");
}

TEST(Limits, AYoungProcessKnowsNothingOfItsPredecessorsCalls) {
    BooksBuilder books;
    books.books.lives = {{0, 0, 4'200'000, "SIGKILL"}, {0, 4'300'000, 0, ""}};
    books.call(2500, "list", 200, true);
    books.call(4000, "create", 201, true);
    books.call(4400, "list", 200, true);
    books.call(5000, "create", 429, false);
    EXPECT_EQ(limits(books), "");
}

TEST(RetryAfter, ACallBeforeA429IsOver) {
    BooksBuilder books;
    books.refuse(5000, 429, "3s").call(7500, "list", 200, true);
    EXPECT_THAT(retry_after(books), HasSubstr("2500 ms after a 429 that asked for 3s"));
}

TEST(RetryAfter, ItIsAsLongAsWasAskedFor) {
    BooksBuilder books;
    books.refuse(5000, 429, "2s").call(7500, "list", 200, true);
    EXPECT_EQ(retry_after(books), "");
    books.refuse(9000, 429, "7").call(15000, "list", 200, true);
    EXPECT_THAT(retry_after(books), HasSubstr("6000 ms after"));
}

TEST(RetryAfter, AnotherTenantThatIsInTheOrganisationWaitsAsWell) {
    BooksBuilder books;
    books.call(4000, "list", 200, true);
    books.call(4100, "list", 200, true).client = "another";
    books.refuse(5000, 429, "3s").call(7500, "list", 200, true).client = "another";
    EXPECT_THAT(retry_after(books), HasSubstr("2500 ms after a 429"));
}

TEST(RetryAfter, ATenantWhomZpaHasNotAnsweredYetKnowsNothingOfIt) {
    BooksBuilder books;
    books.call(4000, "list", 200, true);
    books.refuse(5000, 429, "3s").call(7500, "list", 200, true).client = "another";
    EXPECT_EQ(retry_after(books), "");
}

TEST(RetryAfter, TheOtherClassAndOtherTimesAreFineAfterA429) {
    BooksBuilder books;
    books.refuse(5000, 429, "3s").call(7500, "create", 201, true);
    books.call(8000, "list", 200, true);
    EXPECT_EQ(retry_after(books), "");
}

TEST(RetryAfter, A429ThatCameTooLateWasReadByNobody) {
    BooksBuilder books;
    books.refuse(5000, 429, "3s").books.journal.back().at = simulator::Clock::Time(std::chrono::milliseconds(3500));
    books.call(7500, "list", 200, true);
    EXPECT_EQ(retry_after(books), "");
}

TEST(RetryAfter, ACallOfEitherClassBeforeA503IsOver) {
    BooksBuilder books;
    books.refuse(5000, 503, "3s").call(7500, "update", 204, true);
    EXPECT_THAT(retry_after(books), HasSubstr("2500 ms after a 503 that asked for 3s"));
}

TEST(RetryAfter, A503IsOneTenantsAlone) {
    BooksBuilder books;
    books.refuse(5000, 503, "3s").call(7500, "list", 200, true).client = "another";
    EXPECT_EQ(retry_after(books), "");
}

TEST(RetryAfter, A503ThatAsksForNothingProvesNothing) {
    BooksBuilder books;
    books.refuse(5000, 503, "").call(7500, "list", 200, true);
    EXPECT_EQ(retry_after(books), "");
}

TEST(RetryAfter, WhoIsUnderWayWhenA503ComesGoesOn) {
    for (const int at : {4800, 5500}) {
        BooksBuilder books;
        books.refuse(5000, 503, "3s").call(at, "list", 200, true);
        books.call(7500, "list", 200, true);
        EXPECT_EQ(retry_after(books), "") << at;
    }
}

TEST(RetryAfter, APostMayHaveEnteredTheGateBeforeA503) {
    BooksBuilder books;
    books.refuse(5000, 503, "3s").call(7500, "create", 201, true);
    EXPECT_EQ(retry_after(books), "");
}

}  // namespace chaos
