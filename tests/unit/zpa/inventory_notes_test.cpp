// What we wrote ourselves against lists that trail behind.
#include <gtest/gtest.h>

#include "tests/unit/zpa/inventory_support.h"

namespace zpa_test {
namespace {

using std::chrono::seconds;

class InventoryNotes : public InventoryTest {
protected:
    void SetUp() override {
        set_rows(2);  // 1000 and 1001
        refresh();
        clock.advance(seconds(1));
    }
};

TEST_F(InventoryNotes, a_new_key_is_there_at_once) {
    inventory().note_written(kConnector, key("5", "ours"));
    EXPECT_EQ(inventory().keys(kConnector)->find("5")->name, "ours");
    EXPECT_EQ(inventory().keys(kConnector)->find_by_name("OURS").size(), 1U);
}

TEST_F(InventoryNotes, a_list_that_trails_does_not_take_our_key_away) {
    inventory().note_written(kConnector, key("5", "ours"));
    clock.advance(seconds(59));
    EXPECT_NE(refresh()->find("5"), nullptr);
}

TEST_F(InventoryNotes, a_list_asked_for_after_the_lag_has_the_last_word) {
    inventory().note_written(kConnector, key("5", "ours"));
    inventory().note_deleted(kConnector, "1000");
    clock.advance(seconds(60));
    const auto list = refresh();
    EXPECT_EQ(list->find("5"), nullptr);
    EXPECT_NE(list->find("1000"), nullptr);
}

TEST_F(InventoryNotes, it_is_when_the_list_was_asked_for_that_counts_not_when_it_came) {
    page_size = 1;
    on_page = [this](int page) {
        if (page == 1) inventory().note_written(kConnector, key("5", "ours"));
        clock.advance(seconds(100));
    };
    EXPECT_NE(refresh()->find("5"), nullptr);
}

TEST_F(InventoryNotes, a_deleted_key_stays_away) {
    inventory().note_deleted(kConnector, "1000");
    EXPECT_EQ(inventory().keys(kConnector)->find("1000"), nullptr);
    clock.advance(seconds(30));
    EXPECT_EQ(refresh()->find("1000"), nullptr);
}

TEST_F(InventoryNotes, our_fields_win_over_an_old_row_but_the_uses_counted_since_are_taken) {
    zpa::Key ours = key("1000", "renamed");
    ours.max_usage = 9;
    ours.group_id = "101";
    ours.modified_time = 1773000100;
    rows[0]["modifiedTime"] = "1773000099";
    inventory().note_written(kConnector, ours);
    rows[0]["usageCount"] = "4";
    rows[0]["zcomponentId"] = "101";
    rows[0]["zcomponentName"] = "edge group";
    clock.advance(seconds(5));
    const auto list = refresh();
    const zpa::Key* seen = list->find("1000");
    ASSERT_NE(seen, nullptr);
    EXPECT_EQ(seen->name, "renamed");
    EXPECT_EQ(seen->max_usage, 9);
    EXPECT_EQ(seen->usage_count, 4);
    EXPECT_EQ(seen->group_name, "edge group");
    EXPECT_TRUE(list->find_by_name("key0").empty());
}

TEST_F(InventoryNotes, a_row_no_older_than_our_write_may_be_somebody_elses_change) {
    zpa::Key ours = key("1000", "renamed");
    ours.modified_time = 1773000100;
    inventory().note_written(kConnector, ours);
    rows[0]["modifiedTime"] = "1773000100";  // ZPA counts in seconds
    clock.advance(seconds(5));
    EXPECT_EQ(refresh()->find("1000")->name, "key0");
}

TEST_F(InventoryNotes, a_row_that_shows_what_our_put_replaced_trails_whatever_its_time) {
    rows[0]["modifiedTime"] = "1773000100";
    clock.advance(seconds(1));
    const zpa::Key before = *refresh()->find("1000");
    zpa::Key once = before;  // a PUT does not say when it changed the key
    once.max_usage = 9;
    inventory().note_written(kConnector, once, &before);
    zpa::Key twice = once;
    twice.name = "renamed";
    inventory().note_written(kConnector, twice, &once);
    rows[0]["usageCount"] = "1";
    clock.advance(seconds(5));
    EXPECT_EQ(refresh()->find("1000")->name, "renamed") << "the state before the first of two";
    EXPECT_EQ(inventory().keys(kConnector)->find("1000")->usage_count, 1);
    rows[0]["maxUsage"] = "9";
    clock.advance(seconds(5));
    EXPECT_EQ(refresh()->find("1000")->name, "renamed") << "and between them";
    rows[0]["enabled"] = false;
    clock.advance(seconds(5));
    EXPECT_EQ(refresh()->find("1000")->name, "key0") << "that is somebody else's change";
}

TEST_F(InventoryNotes, the_later_of_two_notes_counts) {
    inventory().note_written(kConnector, key("5", "ours"));
    clock.advance(seconds(50));
    inventory().note_written(kConnector, key("5", "final"));
    clock.advance(seconds(50));
    EXPECT_EQ(refresh()->find("5")->name, "final");
    inventory().note_deleted(kConnector, "5");
    EXPECT_EQ(refresh()->find("5"), nullptr);
}

TEST_F(InventoryNotes, notes_before_the_first_list_are_laid_over_it) {
    const auto edge = zpa::AssociationType::ServiceEdgeGroup;
    inventory().note_written(edge, key("5", "ours"));
    EXPECT_EQ(inventory().keys(edge), nullptr);
    const auto list = inventory().refresh_keys(edge, clock.now(), zpa::Urgency::Poll, stop);
    EXPECT_NE(list->find("5"), nullptr);
    EXPECT_EQ(refresh()->find("5"), nullptr) << "a note belongs to one association type";
}

TEST_F(InventoryNotes, recently_written_lasts_as_long_as_lists_trail) {
    EXPECT_FALSE(inventory().recently_written(kConnector, "5"));
    inventory().note_written(kConnector, key("5", "ours"));
    clock.advance(seconds(59));
    EXPECT_TRUE(inventory().recently_written(kConnector, "5"));
    clock.advance(seconds(1));
    EXPECT_FALSE(inventory().recently_written(kConnector, "5"));
    inventory().note_deleted(kConnector, "5");
    EXPECT_FALSE(inventory().recently_written(kConnector, "5"));
}

TEST_F(InventoryNotes, a_picture_held_by_a_reader_does_not_change_under_it) {
    const auto held = inventory().keys(kConnector);
    inventory().note_written(kConnector, key("5", "ours"));
    EXPECT_EQ(held->find("5"), nullptr);
}

}  // namespace
}  // namespace zpa_test
