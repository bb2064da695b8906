#include "reconcilers/zpa/inventory.h"

#include <thread>

#include "tests/fakes/eventually.h"
#include "tests/unit/zpa/inventory_support.h"

namespace zpa_test {
namespace {

using std::chrono::seconds;
using zpa::Urgency;

TEST_F(InventoryTest, has_no_picture_before_the_first_complete_list) {
    EXPECT_EQ(inventory().keys(kConnector), nullptr);
    set_rows(3);
    EXPECT_EQ(refresh()->keys().size(), 3U);
    EXPECT_EQ(inventory().keys(kConnector)->keys().size(), 3U);
    EXPECT_EQ(inventory().keys(zpa::AssociationType::ServiceEdgeGroup), nullptr);
}

TEST_F(InventoryTest, an_empty_organisation_is_a_complete_list) {
    EXPECT_TRUE(refresh()->keys().empty());
    EXPECT_EQ(api->requests().size(), 1U);
}

TEST_F(InventoryTest, a_picture_that_is_fresh_enough_costs_no_read) {
    set_rows(3);
    const base::Instant before = clock.now();
    refresh();
    clock.advance(seconds(30));
    EXPECT_EQ(refresh(before)->asked_at(), before);
    EXPECT_EQ(api->requests().size(), 1U);
    EXPECT_EQ(refresh()->asked_at(), clock.now());
    EXPECT_EQ(api->requests().size(), 2U);
}

TEST_F(InventoryTest, is_as_old_as_its_first_page) {
    set_rows(3);
    page_size = 1;
    const base::Instant start = clock.now();
    on_page = [this](int) { clock.advance(seconds(2)); };
    EXPECT_EQ(refresh(start)->asked_at(), start);
}

TEST_F(InventoryTest, ten_thousand_keys_cost_twenty_reads) {
    set_rows(10'000);
    EXPECT_EQ(refresh()->keys().size(), 10'000U);
    EXPECT_EQ(api->requests().size(), 20U);
}

// Whoever answers at a tenant's URL shares the operator's memory with all other tenants.
TEST_F(InventoryTest, a_list_without_end_is_given_up) {
    set_rows(20);
    page_size = 1;
    on_page = [this](int page) {
        for (auto& one : rows) one.erase("padding");
        rows[static_cast<std::size_t>(page - 1)]["padding"] = std::string(std::size_t{5} << 20, 'x');
    };
    EXPECT_EQ(error_of([&] { refresh(); }).kind(), ErrorKind::Protocol);
    EXPECT_EQ(api->requests().size(), 13U) << "64 MiB are reached with the thirteenth page";
    EXPECT_EQ(inventory().keys(kConnector), nullptr);
    on_page = nullptr;
    set_rows(3);
    EXPECT_EQ(refresh()->keys().size(), 3U) << "and the next list begins anew";
}

TEST_F(InventoryTest, a_half_read_list_goes_on_when_a_permit_is_there) {
    set_rows(30);
    page_size = 1;
    const base::Instant start = clock.now();
    const base::Error error = error_of([&] { refresh(start); });
    EXPECT_EQ(error.kind(), ErrorKind::TooManyRequests);
    EXPECT_EQ(error.reason(), "LocalBudget");
    EXPECT_EQ(api->requests().size(), 20U);
    EXPECT_EQ(inventory().keys(kConnector), nullptr);
    clock.advance(*error.retry_after());
    EXPECT_EQ(refresh(start)->keys().size(), 30U);
    EXPECT_EQ(api->requests().size(), 30U);
}

TEST_F(InventoryTest, a_half_read_list_that_is_too_old_for_the_asker_is_finished_and_read_again) {
    set_rows(30);
    page_size = 2;
    budget->set_limits(10, 10);
    error_of([&] { refresh(); });
    clock.advance(seconds(10));
    const base::Instant later = clock.now();
    error_of([&] { refresh(later); });
    EXPECT_EQ(inventory().keys(kConnector)->keys().size(), 30U) << "finished first, so that progress is certain";
    clock.advance(seconds(10));
    const auto list = refresh(later);
    EXPECT_GE(list->asked_at(), later);
    EXPECT_EQ(api->requests().size(), 30U);
}

TEST_F(InventoryTest, a_half_read_list_from_long_ago_is_forgotten) {
    set_rows(30);
    page_size = 1;
    error_of([&] { refresh(); });
    clock.advance(std::chrono::minutes(3));
    budget->set_limits(100, 10);
    refresh();
    EXPECT_EQ(api->requests().size(), 50U);
}

TEST_F(InventoryTest, a_failing_page_keeps_the_pages_before_it) {
    set_rows(3);
    page_size = 1;
    on_page = [this](int page) {
        if (page != 3) return;
        on_page = nullptr;
        throw base::Error(ErrorKind::Unavailable, "lost");
    };
    EXPECT_EQ(error_of([&] { refresh(); }).kind(), ErrorKind::Unavailable);
    EXPECT_EQ(refresh(clock.now())->keys().size(), 3U);
    EXPECT_EQ(api->calls().back().substr(api->calls().back().find('?')), "?page=3&pagesize=500");
    EXPECT_EQ(api->requests().size(), 4U);
}

TEST_F(InventoryTest, pages_that_disagree_on_the_total_are_read_again) {
    set_rows(4);
    page_size = 2;
    on_page = [this](int page) {
        if (page == 2) {
            rows.push_back(row("1", "new"));
            on_page = nullptr;
        }
    };
    EXPECT_EQ(refresh()->keys().size(), 5U);
    EXPECT_EQ(api->requests().size(), 2U + 3U);
}

TEST_F(InventoryTest, a_row_that_slid_from_one_page_to_the_next_is_noticed) {
    set_rows(4);
    page_size = 2;
    on_page = [this](int page) {
        if (page == 2) {
            rows.insert(rows.begin(), row("1", "new"));
            rows.pop_back();
            on_page = nullptr;
        }
    };
    const auto list = refresh();
    EXPECT_EQ(list->keys().size(), 4U);
    EXPECT_NE(list->find("1"), nullptr);
}

TEST_F(InventoryTest, one_caller_lists_and_the_others_come_back) {
    set_rows(1);
    std::atomic<bool> inside = false;
    std::atomic<bool> go_on = false;
    on_page = [&](int) {
        inside = true;
        fakes::eventually([&] { return go_on.load(); });
    };
    std::thread lister([&] { refresh(); });
    ASSERT_TRUE(fakes::eventually([&] { return inside.load(); }));
    const base::Error error = error_of([&] { refresh(); });
    EXPECT_EQ(error.kind(), ErrorKind::TooManyRequests);
    EXPECT_EQ(error.reason(), "ListInProgress");
    EXPECT_EQ(error.retry_after(), std::chrono::milliseconds(50));
    for (int i = 0; i < 1000; ++i) error_of([&] { refresh(); });
    EXPECT_GE(error_of([&] { refresh(); }).retry_after(), seconds(2)) << "a crowd knocks less often";
    go_on = true;
    lister.join();
    EXPECT_EQ(refresh()->keys().size(), 1U);
    EXPECT_EQ(api->requests().size(), 1U);
}

TEST_F(InventoryTest, an_urgent_asker_takes_the_lists_place_in_the_queue_forward) {
    budget->set_limits(1, 10);
    read().settle();
    error_of([&] { budget->take(zpa::CallClass::Read, Urgency::Correct, "other"); });
    const auto poll = error_of([&] { refresh(clock.now(), Urgency::Poll); });
    const auto publish = error_of([&] { refresh(clock.now(), Urgency::Publish); });
    EXPECT_EQ(poll.retry_after(), seconds(20));
    EXPECT_EQ(publish.retry_after(), seconds(10));
}

TEST_F(InventoryTest, a_list_that_waited_long_enough_goes_before_all_others) {
    set_rows(3);
    page_size = 1;
    budget->set_limits(1, 10);
    read().settle();
    crowd();
    const base::Instant start = clock.now();
    EXPECT_EQ(error_of([&] { refresh(start); }).retry_after(), seconds(20)) << "in time to be preferred";
    clock.advance(seconds(20));
    crowd();
    for (int turn = 0; turn < 3; ++turn) {
        error_of([&] { refresh(start); });
        clock.advance(seconds(10));
    }
    EXPECT_EQ(refresh(start)->keys().size(), 3U) << "and so do its further pages";
}

TEST_F(InventoryTest, one_odd_row_of_somebody_elses_does_not_cost_the_list) {
    set_rows(3);
    rows[1]["ipAcl"] = 7;
    const auto list = refresh();
    EXPECT_EQ(list->keys().size(), 3U);
    EXPECT_NE(list->find("1001"), nullptr) << "and it is not absent";
    EXPECT_EQ(list->find_by_name("key1").size(), 1U);
}

TEST_F(InventoryTest, knows_since_when_a_keys_uses_have_been_the_same) {
    set_rows(1);
    rows[0]["usageCount"] = "3";
    zpa::Key fresh = key("1000", "key0");
    fresh.usage_count = 3;
    const auto since = [&] { return inventory().uses_unchanged_since(kConnector, fresh); };
    EXPECT_EQ(since(), clock.now()) << "never listed";
    const base::Instant first = clock.now();
    refresh();
    EXPECT_EQ(since(), clock.now()) << "lists may trail behind that one";
    clock.advance(std::chrono::minutes(5));
    refresh();
    EXPECT_EQ(since(), first + seconds(60));
    fresh.usage_count = 4;
    EXPECT_EQ(since(), clock.now()) << "somebody enrolled after the list";
    rows[0]["usageCount"] = "4";
    clock.advance(seconds(1));
    const base::Instant second = clock.now();
    refresh();
    clock.advance(std::chrono::minutes(5));
    EXPECT_EQ(since(), second + seconds(60));
}

TEST_F(InventoryTest, asks_for_its_own_microtenant) {
    microtenant = "72";
    refresh();
    EXPECT_TRUE(api->calls().at(0).ends_with("&microtenantId=72"));
    EXPECT_EQ(inventory().microtenant_id(), "72");
}

TEST_F(InventoryTest, tells_its_listener_of_every_complete_list) {
    std::vector<std::string> told;
    inventory_options.listener = [&](zpa::AssociationType type, const zpa::KeyList* before, const zpa::KeyList& after) {
        told.push_back(std::string(zpa::to_string(type)) + " " +
                       (before == nullptr ? "none" : std::to_string(before->keys().size())) + " -> " +
                       std::to_string(after.keys().size()));
    };
    set_rows(2);
    refresh();
    set_rows(3);
    clock.advance(seconds(1));
    inventory().note_written(kConnector, key("1", "ours"));
    refresh();
    EXPECT_EQ(told, (std::vector<std::string>{"CONNECTOR_GRP none -> 2", "CONNECTOR_GRP 3 -> 4"}));
}

TEST_F(InventoryTest, groups_certificates_and_components_are_kept_as_long_as_the_asker_bears) {
    rows = {{{"id", "7003"}, {"name", "Connector"}, {"provisioningKeyId", "58001"}}};
    const base::Instant start = clock.now();
    EXPECT_EQ(inventory().groups(kConnector, start, Urgency::Poll, stop)->at(0).name, "Connector");
    EXPECT_EQ(inventory().certificates(start, Urgency::Poll, stop)->at(0).id, "7003");
    EXPECT_EQ(inventory().components(kConnector, start, Urgency::Poll, stop)->at(0).provisioning_key_id, "58001");
    clock.advance(seconds(60));
    inventory().groups(kConnector, start, Urgency::Poll, stop);
    inventory().certificates(start, Urgency::Poll, stop);
    EXPECT_EQ(api->requests().size(), 3U);
    inventory().certificates(clock.now(), Urgency::Poll, stop);
    EXPECT_EQ(api->requests().size(), 4U);
    EXPECT_EQ(
        error_of([&] { inventory().groups(zpa::AssociationType::ExporterGroup, start, Urgency::Poll, stop); }).kind(),
        ErrorKind::Invalid);
}

}  // namespace
}  // namespace zpa_test
