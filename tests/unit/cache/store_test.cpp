#include "controller/cache/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Thing {
    kube::ObjectMeta meta;
    std::vector<std::string> colours;
};

std::shared_ptr<const Thing> thing(const std::string& name, const std::string& version,
                                   std::vector<std::string> colours = {}, const std::string& uid = "uid") {
    auto result = std::make_shared<Thing>();
    result->meta.namespace_name = "ns";
    result->meta.name = name;
    result->meta.resource_version = version;
    result->meta.uid = uid;
    result->colours = std::move(colours);
    return result;
}

TEST(StoreHandlers, AllAreToldOfEveryChangeAlsoWhereOneThrows) {
    cache::Store<Thing> store;
    std::vector<std::string> told;
    store.add_handler([](const cache::Change<Thing>&) { throw std::runtime_error("broken"); });
    store.add_handler([&](const cache::Change<Thing>& change) { told.push_back(change.after->meta.name); });
    EXPECT_THROW(store.replace({thing("a", "1"), thing("b", "1")}), cache::HandlerFailed);
    EXPECT_THAT(told, ElementsAre("a", "b"));
    EXPECT_EQ(store.size(), 2U);
}

class Store : public testing::Test {
protected:
    Store() {
        store_.add_index("colour", [](const Thing& object) { return object.colours; });
        store_.add_handler([this](const cache::Change<Thing>& change) { record(change); });
    }
    void record(const cache::Change<Thing>& change) {
        const auto version = [](const auto& object) { return object ? object->meta.resource_version : "-"; };
        const auto& either = change.after ? change.after : change.before;
        seen_.push_back(either->meta.name.str() + " " + version(change.before) + ">" + version(change.after) +
                        (change.initial ? " initial" : ""));
    }
    std::vector<std::string> names(const std::string& colour) const {
        std::vector<std::string> result;
        for (const auto& key : store_.keys_by_index("colour", colour)) result.push_back(key.name);
        return result;
    }
    cache::Store<Thing> store_;
    std::vector<std::string> seen_;
};

TEST_F(Store, PutAddsThenReplacesAndTellsBothStates) {
    store_.put(thing("a", "1"));
    store_.put(thing("a", "2"));
    EXPECT_THAT(seen_, ElementsAre("a ->1", "a 1>2"));
    EXPECT_EQ(store_.get({"ns", "a"})->meta.resource_version, "2");
    EXPECT_EQ(store_.size(), 1U);
}

TEST_F(Store, TheVersionAlreadyHeldIsNoChange) {
    store_.put(thing("a", "1"));
    const auto held = store_.get({"ns", "a"});
    store_.put(thing("a", "1"));
    store_.replace({thing("a", "1")});
    EXPECT_THAT(seen_, ElementsAre("a ->1"));
    EXPECT_EQ(store_.get({"ns", "a"}), held);
}

TEST_F(Store, AnotherUidIsAChangeWhateverItsVersion) {
    store_.put(thing("a", "1", {}, "first"));
    store_.put(thing("a", "1", {}, "second"));
    EXPECT_EQ(store_.get({"ns", "a"})->meta.uid, "second");
    EXPECT_EQ(seen_.size(), 2U);
}

TEST_F(Store, RemoveTellsTheLastStateAndForgetsTheIndex) {
    store_.put(thing("a", "1", {"red"}));
    store_.remove({"ns", "a"});
    store_.remove({"ns", "a"});
    EXPECT_THAT(seen_, ElementsAre("a ->1", "a 1>-"));
    EXPECT_EQ(store_.get({"ns", "a"}), nullptr);
    EXPECT_THAT(names("red"), IsEmpty());
}

TEST_F(Store, ReplaceRemovesWhatTheListLacks) {
    store_.put(thing("gone", "1", {"red"}));
    store_.put(thing("kept", "2", {"red"}));
    seen_.clear();
    store_.replace({thing("kept", "2", {"red"}), thing("changed", "9", {"red"})});
    EXPECT_THAT(seen_, ElementsAre("gone 1>-", "changed ->9 initial"));
    EXPECT_THAT(names("red"), ElementsAre("changed", "kept"));
}

TEST_F(Store, AnUpdateFoundByAListIsMarkedInitial) {
    store_.put(thing("a", "1"));
    store_.replace({thing("a", "5")});
    EXPECT_THAT(seen_, ElementsAre("a ->1", "a 1>5 initial"));
}

TEST_F(Store, AListThatNamesAnObjectTwiceKeepsTheLast) {
    store_.replace({thing("a", "1"), thing("a", "2")});
    EXPECT_EQ(store_.get({"ns", "a"})->meta.resource_version, "2");
    EXPECT_EQ(store_.size(), 1U);
}

TEST_F(Store, IndexFollowsChangesOfTheObject) {
    store_.put(thing("b", "1", {"red"}));
    store_.put(thing("a", "1", {"red", "blue"}));
    EXPECT_THAT(names("red"), ElementsAre("a", "b"));
    const auto old = store_.get({"ns", "a"});  // somebody still reads it; an index must not
    store_.put(thing("a", "2", {"blue"}));
    EXPECT_THAT(names("red"), ElementsAre("b"));
    EXPECT_THAT(names("blue"), ElementsAre("a"));
    EXPECT_EQ(store_.by_index("colour", "blue").at(0)->meta.resource_version, "2");
}

TEST_F(Store, AValueYieldedTwiceIsOneEntry) {
    store_.put(thing("a", "1", {"red", "red"}));
    EXPECT_THAT(names("red"), ElementsAre("a"));
    store_.remove({"ns", "a"});
    EXPECT_THAT(names("red"), IsEmpty());
}

// Two texts that the library's hash of today cannot tell apart: an index keeps no more than that hash.
TEST_F(Store, ValuesOfOneHashAreToldApart) {
    const std::string one = "a colour of many";
    const std::string other =
        "another."
        "\xf8"
        "\xfc"
        "\x0c"
        "\x71"
        "\x50"
        "\x2b"
        "\x80"
        "\xfc";
    ASSERT_EQ(std::hash<std::string>{}(one), std::hash<std::string>{}(other));
    store_.put(thing("a", "1", {one}));
    store_.put(thing("b", "1", {other}));
    EXPECT_THAT(names(one), ElementsAre("a"));
    EXPECT_THAT(names(other), ElementsAre("b"));
    store_.remove({"ns", "a"});
    EXPECT_THAT(names(one), IsEmpty());
    EXPECT_THAT(names(other), ElementsAre("b"));
}

TEST_F(Store, AnUnknownIndexIsAProgrammingError) {
    EXPECT_THROW(store_.keys_by_index("size", "big"), std::out_of_range);
}

TEST_F(Store, HandlersSeeTheStoreAsItIsAfterTheChange) {
    std::vector<std::size_t> sizes;
    cache::Store<Thing> store;
    store.add_index("colour", [](const Thing& object) { return object.colours; });
    store.add_handler([&](const auto&) { sizes.push_back(store.keys_by_index("colour", "red").size()); });
    store.put(thing("a", "1", {"red"}));
    store.replace({thing("b", "1", {"red"}), thing("c", "1", {"red"})});
    store.remove({"ns", "b"});
    EXPECT_THAT(sizes, ElementsAre(1, 2, 2, 2, 1));
}

TEST_F(Store, HandlersRunInTheOrderTheyWereAdded) {
    std::string order;
    store_.add_handler([&](const auto&) { order += "1"; });
    store_.add_handler([&](const auto&) { order += "2"; });
    store_.put(thing("a", "1"));
    EXPECT_EQ(order, "12");
}

TEST_F(Store, AReaderKeepsItsSnapshot) {
    store_.put(thing("a", "1"));
    const auto list = store_.list();
    store_.remove({"ns", "a"});
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0]->meta.resource_version, "1");
}

}  // namespace
