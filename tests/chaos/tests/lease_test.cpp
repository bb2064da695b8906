// Who writes while whose the lease is.
#include <gmock/gmock.h>

#include "tests/chaos/rules.h"
#include "tests/chaos/tests/books_builder.h"

namespace chaos {

using testing::HasSubstr;

TEST(Lease, WritesOfOneWhoLostIt) {
    auto books = good_life();
    books.lease(100, 1, "second").secret(200);
    EXPECT_THAT(told(look_at_lease(books.done())), HasSubstr("came from operator 0 while operator 1 held the lease"));
}

TEST(Lease, CallsToZpaOfOneWhoLostIt) {
    auto books = good_life();
    books.lease(100, 1, "second").post(200, kOther, "k2");
    EXPECT_THAT(told(look_at_lease(books.done())), HasSubstr("POST /create came from operator 0"));
}

TEST(Lease, WritesOfOneWhoGaveItBack) {
    auto books = good_life();
    books.lease(100, 0, "").secret(200);
    EXPECT_THAT(told(look_at_lease(books.done())), HasSubstr("came from operator 0 while nobody held the lease"));
}

TEST(Lease, WritesOfOneWhoTookItAfterItHadBeenGivenBackAreFine) {
    auto books = good_life();
    books.lease(100, 0, "").lease(110, 1, "second").secret(200, 1);
    EXPECT_EQ(told(look_at_lease(books.done())), "");
}

TEST(Lease, EventsAreCutOffWhenItIsGivenBackAndOnlyThen) {
    auto books = good_life();
    books.lease(100, 0, "").secret(200).books.audit.back().resource = "events";
    EXPECT_EQ(told(look_at_lease(books.done())), "");
    books.secret(1200).books.audit.back().resource = "events";
    EXPECT_THAT(told(look_at_lease(books.done())), HasSubstr("patch events ns/blue came from operator 0"));
}

TEST(Lease, TwoCallsThatWereUnderWayWhenItWasStoppedAreFineAndAThirdIsNot) {
    auto books = good_life();
    books.books.freezes = {{0, 60'000, 200'000}};
    books.lease(100, 1, "second").secret(201).secret(202);
    EXPECT_EQ(told(look_at_lease(books.done())), "");
    books.secret(203);
    EXPECT_THAT(told(look_at_lease(books.done())), HasSubstr("operator 0"));
}

TEST(Lease, WhatWasOnItsWayWhenItsSenderWasKilledIsFine) {
    auto books = good_life();
    books.books.lives = {{0, 0, 150'000, "SIGKILL"}, {0, 300'000, 0, ""}, {1, 0, 0, ""}};
    books.lease(100, 1, "second").secret(200);
    EXPECT_EQ(told(look_at_lease(books.done())), "");
    books.secret(301);
    EXPECT_THAT(told(look_at_lease(books.done())), HasSubstr("patch secrets ns/blue came from operator 0"));
}

TEST(Lease, WhatWasRefusedChangedNothing) {
    auto books = good_life();
    books.lease(100, 1, "second").secret(200).books.audit.back().status = 409;
    EXPECT_EQ(told(look_at_lease(books.done())), "");
}

// A call that was answered while the process stood still, and what follows from it.
std::string after_an_answer(int asked, int answered, int status = 200) {
    auto books = good_life();
    books.books.freezes = {{0, 60'000, 200'000}};
    auto& call = books.call(asked, "get", 200, false);
    call.object_id = "k1";
    call.ended = simulator::Clock::Time(std::chrono::milliseconds(answered));
    books.lease(100, 1, "second").secret(201).books.audit.back().status = status;
    return told(look_at_lease(books.done()));
}

TEST(Lease, WhatFollowsFromAnAnswerWasNotUnderWay) {
    EXPECT_THAT(after_an_answer(59, 61), HasSubstr("patch secrets ns/blue came from operator 0"));
    EXPECT_THAT(after_an_answer(59, 61, 409), HasSubstr("patch secrets ns/blue came from operator 0"));
    EXPECT_EQ(after_an_answer(58, 59), "") << "it may be on the wire since then";
}

}  // namespace chaos
