#include "reconcilers/zpa/key_list.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace zpa_test {
namespace {

zpa::Key key(const std::string& id, const std::string& name) {
    zpa::Key out;
    out.id = id;
    out.name = name;
    return out;
}

TEST(KeyList, finds_by_id_and_by_name_without_case) {
    const zpa::KeyList list({key("3", "Edge"), key("1", "edge"), key("2", "other")}, base::Instant{});
    EXPECT_EQ(list.find("2")->name, "other");
    EXPECT_EQ(list.find("4"), nullptr);
    EXPECT_EQ(list.find_by_name("EDGE").size(), 2U);
    EXPECT_TRUE(list.find_by_name("nothing").empty());
    EXPECT_EQ(list.keys().front().id, "1");
    EXPECT_EQ(list.keys().back().id, "3");
}

TEST(KeyList, an_empty_one_finds_nothing) {
    const zpa::KeyList list({}, base::Instant{});
    EXPECT_EQ(list.find("1"), nullptr);
    EXPECT_TRUE(list.find_by_name("").empty());
    EXPECT_TRUE(list.keys().empty());
}

TEST(KeyList, changed_copies_leave_the_original_alone) {
    const base::Instant asked_at{std::chrono::seconds(7)};
    const auto list = std::make_shared<const zpa::KeyList>(std::vector{key("1", "a"), key("2", "b")}, asked_at);
    const auto renamed = list->with(key("1", "z"));
    const auto smaller = renamed->without("2");
    EXPECT_EQ(list->find("1")->name, "a");
    EXPECT_EQ(renamed->find("1")->name, "z");
    EXPECT_TRUE(renamed->find_by_name("a").empty());
    EXPECT_EQ(renamed->find_by_name("Z").size(), 1U);
    EXPECT_EQ(smaller->find("2"), nullptr);
    EXPECT_TRUE(smaller->find_by_name("b").empty());
    EXPECT_EQ(smaller->keys().size(), 1U);
    EXPECT_EQ(smaller->asked_at(), asked_at);
    EXPECT_EQ(smaller->without("9")->keys().size(), 1U);
}

TEST(KeyList, after_a_thousand_random_changes_equals_a_list_made_afresh) {
    std::mt19937 random(11);
    std::map<std::string, zpa::Key> model;
    auto list = std::make_shared<const zpa::KeyList>(std::vector<zpa::Key>{}, base::Instant{});
    for (int step = 0; step < 1000; ++step) {
        const std::string id = std::to_string(random() % 400);
        if (random() % 3 == 0) {
            model.erase(id);
            list = list->without(id);
        } else {
            model[id] = key(id, "name" + std::to_string(random() % 50));
            list = list->with(model[id]);
        }
    }
    std::vector<zpa::Key> expected;
    for (const auto& [id, value] : model) expected.push_back(value);
    EXPECT_EQ(list->keys(), expected);
    const zpa::KeyList fresh(expected, base::Instant{});
    for (int i = 0; i < 400; ++i) {
        const std::string id = std::to_string(i);
        ASSERT_EQ(list->find(id) != nullptr, model.contains(id)) << id;
        if (!model.contains(id)) continue;
        EXPECT_EQ(*list->find(id), model[id]);
    }
    for (int i = 0; i < 50; ++i) {
        const std::string name = "NAME" + std::to_string(i);
        EXPECT_EQ(list->find_by_name(name).size(), fresh.find_by_name(name).size());
    }
}

}  // namespace
}  // namespace zpa_test
