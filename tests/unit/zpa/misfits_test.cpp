#include "reconcilers/zpa/misfits.h"

#include "tests/unit/zpa/inventory_support.h"

namespace zpa_test {
namespace {

using base::ErrorKind;
using std::chrono::seconds;

// Lists that do not hold together, however often they are read.
class MisfitsTest : public InventoryTest {
protected:
    base::Error error() {
        return error_of([this] { refresh(); });
    }
    // Reads the list so often in vain, each time when it may be read again.
    base::Error error_after(int times) {
        for (int i = 1; i < times; ++i) clock.advance(*error().retry_after());
        return error();
    }
    void show_first_row_twice() {
        set_rows(3);
        rows.insert(rows.begin(), rows.front());
    }
};

TEST_F(MisfitsTest, a_list_that_never_fits_together_is_given_up_after_three_rereads) {
    set_rows(4);
    count_said = 5;
    const auto given_up = error();
    EXPECT_EQ(given_up.kind(), ErrorKind::TooManyRequests);
    EXPECT_TRUE(zpa::is_misfit(given_up));
    EXPECT_FALSE(zpa::is_lasting_misfit(given_up));
    EXPECT_STREQ(given_up.what(),
                 "the list of keys of CONNECTOR_GRP does not hold together, read 4 times in a row: it tells a total of "
                 "5 and has 4");
    EXPECT_EQ(api->requests().size(), 4U);
    EXPECT_EQ(inventory().keys(kConnector), nullptr);
    count_said.reset();
    clock.advance(*given_up.retry_after());
    EXPECT_EQ(refresh()->keys().size(), 4U);
}

TEST_F(MisfitsTest, a_row_that_is_shown_twice_is_named_though_the_total_counts_it_twice) {
    show_first_row_twice();
    EXPECT_NE(std::string(error().what()).find(": it shows id 1000 twice"), std::string::npos) << error().what();
    EXPECT_EQ(inventory().keys(kConnector), nullptr);
}

TEST_F(MisfitsTest, a_row_too_many_is_noticed_by_the_total_alone) {
    set_rows(3);
    count_said = 2;
    EXPECT_NE(std::string(error().what()).find("a total of 2 and has 3"), std::string::npos) << error().what();
}

TEST_F(MisfitsTest, pages_that_never_agree_on_the_total_say_so) {
    set_rows(4);
    page_size = 2;
    on_page = [this](int page) {
        if (page == 2) rows.push_back(row(std::to_string(rows.size()), "one more"));
    };
    EXPECT_NE(std::string(error().what()).find("its page 2 tells another total"), std::string::npos) << error().what();
}

TEST_F(MisfitsTest, the_last_whole_list_stays) {
    set_rows(3);
    const auto whole = refresh();
    clock.advance(seconds(60));
    show_first_row_twice();
    error();
    EXPECT_EQ(inventory().keys(kConnector), whole);
}

TEST_F(MisfitsTest, whoever_asks_meanwhile_is_told_the_same_and_costs_nothing) {
    show_first_row_twice();
    const auto first = error();
    EXPECT_EQ(first.retry_after(), seconds(5));
    clock.advance(seconds(2));
    for (int i = 0; i < 100; ++i) {
        const auto again = error();
        EXPECT_STREQ(again.what(), first.what());
        EXPECT_EQ(again.reason(), first.reason());
        EXPECT_EQ(again.retry_after(), seconds(3));
    }
    EXPECT_EQ(api->requests().size(), 4U);
}

TEST_F(MisfitsTest, a_list_of_one_page_that_stays_so_is_broken_at_the_third_time) {
    show_first_row_twice();
    EXPECT_FALSE(zpa::is_lasting_misfit(error_after(2)));
    clock.advance(seconds(10));
    const auto third = error();
    EXPECT_TRUE(zpa::is_lasting_misfit(third));
    EXPECT_TRUE(zpa::is_misfit(third));
    EXPECT_EQ(third.retry_after(), seconds(20));
    clock.advance(seconds(20));
    EXPECT_EQ(error().retry_after(), seconds(20)) << "and no longer";
}

TEST_F(MisfitsTest, a_longer_one_may_change_while_it_is_read) {
    budget->set_limits(1000, 10);
    show_first_row_twice();
    page_size = 2;
    EXPECT_FALSE(zpa::is_lasting_misfit(error_after(9)));
    clock.advance(seconds(20));
    EXPECT_TRUE(zpa::is_lasting_misfit(error()));
}

TEST_F(MisfitsTest, a_whole_list_ends_the_count) {
    show_first_row_twice();
    clock.advance(*error_after(3).retry_after());
    set_rows(3);
    refresh();
    clock.advance(seconds(1));
    show_first_row_twice();
    const auto anew = error();
    EXPECT_FALSE(zpa::is_lasting_misfit(anew));
    EXPECT_EQ(anew.retry_after(), seconds(5));
}

TEST_F(MisfitsTest, one_that_waited_long_goes_before_others_no_more_once_it_is_given_up) {
    show_first_row_twice();
    budget->set_limits(1, 10);
    read().settle();
    crowd();
    EXPECT_EQ(error().retry_after(), seconds(20)) << "in time to be preferred";
    clock.advance(seconds(20));
    auto last = error();
    for (int turn = 0; turn < 10 && !zpa::is_misfit(last); ++turn) {
        crowd();
        clock.advance(seconds(10));
        last = error();
    }
    ASSERT_TRUE(zpa::is_misfit(last));
    clock.advance(*last.retry_after());
    crowd();
    EXPECT_EQ(error().retry_after(), seconds(20)) << "it waits for its turn as at first";
}

TEST_F(MisfitsTest, other_lists_go_on) {
    show_first_row_twice();
    error();
    set_rows(2);
    EXPECT_EQ(inventory()
                  .refresh_keys(zpa::AssociationType::ServiceEdgeGroup, clock.now(), zpa::Urgency::Poll, stop)
                  ->keys()
                  .size(),
              2U);
}

}  // namespace
}  // namespace zpa_test
