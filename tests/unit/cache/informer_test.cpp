#include "controller/cache/informer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/capturing_log_sink.h"

namespace {

using nlohmann::json;

struct Thing {
    kube::ObjectMeta meta;
    int size = 0;
};

Thing parse(const json& object) { return {kube::parse_object_meta(object), object.at("size").get<int>()}; }

json thing(const std::string& name, const std::string& version, const json& size) {
    return {{"metadata", {{"name", name}, {"namespace", "ns"}, {"uid", "u-" + name}, {"resourceVersion", version}}},
            {"size", size}};
}

class StoreFeeder : public testing::Test {
protected:
    std::shared_ptr<fakes::CapturingLogSink> sink_ = std::make_shared<fakes::CapturingLogSink>();
    cache::Store<Thing> store_;
    cache::StoreFeeder<Thing> feeder_{store_, parse, fakes::logger_into(sink_)};
    const kube::ObjectKey key_{"ns", "a"};
};

TEST_F(StoreFeeder, NothingShowsBeforeTheListIsComplete) {
    feeder_.init();
    feeder_.init_apply(thing("a", "1", 7));
    EXPECT_EQ(store_.size(), 0U);
    feeder_.init_done();
    EXPECT_EQ(store_.get(key_)->size, 7);
}

TEST_F(StoreFeeder, AListThatBreaksOffLeavesTheStoreAlone) {
    feeder_.apply(thing("a", "1", 7));
    feeder_.init();
    feeder_.init_apply(thing("b", "2", 8));
    feeder_.init();
    feeder_.init_apply(thing("a", "3", 9));
    feeder_.init_done();
    EXPECT_EQ(store_.size(), 1U);
    EXPECT_EQ(store_.get(key_)->size, 9);
}

TEST_F(StoreFeeder, AHandlerThatThrowsIsLoggedAndHidesNoChange) {
    std::vector<std::string> told;
    store_.add_handler([](const cache::Change<Thing>& change) {
        throw std::runtime_error("no use for " + (change.after ? change.after : change.before)->meta.name.str());
    });
    store_.add_handler([&](const cache::Change<Thing>& change) {
        told.push_back((change.after ? change.after : change.before)->meta.name);
    });
    feeder_.init();
    feeder_.init_apply(thing("a", "1", 7));
    feeder_.init_apply(thing("b", "1", 7));
    EXPECT_NO_THROW(feeder_.init_done());
    EXPECT_THAT(told, testing::UnorderedElementsAre("a", "b"));
    EXPECT_EQ(sink_->lines().size(), 1U);
    EXPECT_NO_THROW(feeder_.apply(thing("c", "2", 7)));
    EXPECT_NO_THROW(feeder_.remove(thing("c", "3", 7)));
    EXPECT_EQ(told.size(), 4U);
    EXPECT_TRUE(sink_->contains("no use for c"));
}

TEST_F(StoreFeeder, AnObjectThatDoesNotParseTakesItsOlderStateAway) {
    feeder_.apply(thing("a", "1", 7));
    feeder_.apply(thing("a", "2", "not a number"));
    EXPECT_EQ(store_.size(), 0U);
    EXPECT_EQ(sink_->lines().size(), 1U);
}

TEST_F(StoreFeeder, AnObjectThatDoesNotParseIsLeftOutOfAList) {
    feeder_.init();
    feeder_.init_apply(thing("bad", "1", "not a number"));
    feeder_.init_apply(thing("a", "1", 7));
    feeder_.init_done();
    EXPECT_EQ(store_.size(), 1U);
}

TEST_F(StoreFeeder, AnObjectWithoutANameEndsNothing) {
    EXPECT_NO_THROW(feeder_.apply(json{{"size", 1}}));
    EXPECT_NO_THROW(feeder_.remove(json::array()));
    EXPECT_EQ(store_.size(), 0U);
}

TEST_F(StoreFeeder, AListOfOneNamespaceLeavesTheOthersAlone) {
    auto elsewhere = thing("b", "1", 1);
    elsewhere["metadata"]["namespace"] = "elsewhere";
    feeder_.apply(std::move(elsewhere));
    feeder_.apply(thing("a", "1", 7));
    cache::StoreFeeder<Thing> of_ns(store_, parse, fakes::logger_into(sink_), "ns");
    of_ns.init();
    of_ns.init_done();
    EXPECT_EQ(store_.get(key_), nullptr);
    EXPECT_NE(store_.get({"elsewhere", "b"}), nullptr);
}

TEST_F(StoreFeeder, RemovalTakesTheObjectAway) {
    feeder_.apply(thing("a", "1", 7));
    feeder_.remove(thing("a", "2", 7));
    EXPECT_EQ(store_.get(key_), nullptr);
}

}  // namespace
